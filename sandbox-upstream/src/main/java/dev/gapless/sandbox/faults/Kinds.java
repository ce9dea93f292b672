package dev.gapless.sandbox.faults;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Every kind of fault there is; another is one more line and one more class. */
final class Kinds {

    static final Map<String, Function<FaultOrder, Fault>> BY_NAME = new TreeMap<>(Map.of(
            "drop-socket", DroppedSockets::new,
            "half-open", HalfOpenSockets::new,
            "429-storm", LimitStorm::new,
            "5xx", ServerErrors::new,
            "slow-answer", SlowAnswers::new));

    private Kinds() {}
}
