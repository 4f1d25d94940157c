/** Draws what is asked before my data leave with me, before they go for good, and before I do. */

import { say } from "../lang/lang.js";
import { setDownload } from "./address.js";
import { $, setLine, setText } from "./dom.js";
import { openOrClose } from "./sheet.js";

const KILOBYTE = 1024;
let saved = null;

/** Draw the three dialogs, open or not. */
export function drawPapers({ reception, account }) {
  const { trail, papers } = reception;
  openOrClose($("export"), trail.includes("export"));
  openOrClose($("erase"), trail.includes("erase"));
  openOrClose($("everywhere"), trail.includes("everywhere"));
  if (saved !== papers.file) {
    saved = papers.file;
    setDownload($("export-save"), saved);
  }
  if (trail.includes("export")) drawExport(papers);
  if (trail.includes("erase")) drawErase(papers, account.name);
  else if ($("erase-name").value !== "") $("erase-name").value = "";
  setLine($("everywhere-error"), trail.includes("everywhere") ? reception.error : "");
  $("everywhere-go").disabled = reception.busy;
}

function drawExport({ busy, file, wrong }) {
  setText($("export-go"), say(busy ? "export.busy" : file ? "export.again" : "export.go"));
  $("export-go").disabled = busy;
  $("export-go").hidden = file !== null;
  setLine($("export-error"), wrong());
  $("export-save").hidden = file === null;
  setLine($("export-done"), file === null ? "" : say("export.done", {
    count: file.rows,
    size: say("export.kilobytes", { count: Math.ceil(file.text.length / KILOBYTE) }),
  }));
}

function drawErase({ busy, erased, wrong }, name) {
  setText($("erase-title"), say(erased ? "erase.gone_title" : "erase.title"));
  setText($("erase-text"), say(erased ? "erase.gone_text" : "erase.text"));
  $("erase-asking").hidden = erased;
  $("erase-gone").hidden = !erased;
  setText($("erase-label"), say("erase.label", { name }));
  setText($("erase-go"), say(busy ? "erase.busy" : "erase.go"));
  $("erase-go").disabled = busy || $("erase-name").value !== name;
  setLine($("erase-error"), wrong());
}
