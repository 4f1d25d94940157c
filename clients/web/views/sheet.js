/** Opens and closes the dialogs of the page as they are told; Escape is theirs. */

/** @param {HTMLDialogElement} dialog @param {boolean} open */
export function openOrClose(dialog, open) {
  if (open && !dialog.open) dialog.showModal();
  else if (!open && dialog.open) dialog.close();
}
