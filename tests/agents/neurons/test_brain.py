"""The brain: signals are kept and counted, bounded, and don't pass a layer that is off."""

from agents.neurons.brain import SIGNALS_MAX, Brain, backward, forward, hears


def test_a_signal_goes_to_the_neighbour_down_or_up() -> None:
    brain = backward(forward(Brain(), 1, "L4", "aim"), 2, "L2", "well", 0.5)
    assert [(each.source, each.target, each.direction) for each in brain.signals] == [
        ("L4", "L3", "forward"),
        ("L2", "L3", "backward"),
    ]
    assert brain.count == 2


def test_only_the_last_are_kept_and_all_are_counted() -> None:
    brain = Brain()
    for at in range(SIGNALS_MAX + 5):
        brain = forward(brain, at, "L2", "say")
    assert len(brain.signals) == SIGNALS_MAX
    assert brain.signals[0].at == 5
    assert brain.count == SIGNALS_MAX + 5


def test_a_layer_that_is_off_neither_speaks_nor_hears() -> None:
    brain = Brain(off=("L3",))
    assert forward(brain, 0, "L4", "aim") == brain
    assert forward(brain, 0, "L3", "go") == brain
    assert backward(brain, 0, "L2", "well") == brain
    assert forward(brain, 0, "L2", "say").count == 1


def test_what_is_sent_reaches_a_layer_only_through_all_between() -> None:
    assert hears(Brain(), "L1", "L5")
    assert hears(Brain(), "L4", "L1")
    assert hears(Brain(off=("L5",)), "L4", "L1")
    for off in ("L1", "L2", "L3", "L4"):
        assert not hears(Brain(off=(off,)), "L4", "L1")
    assert not hears(Brain(off=("L5",)), "L4", "L5")
