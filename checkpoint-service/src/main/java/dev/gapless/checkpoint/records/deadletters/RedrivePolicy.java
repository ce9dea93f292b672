package dev.gapless.checkpoint.records.deadletters;

import dev.gapless.checkpoint.records.deadletters.RedriveResult.Refused;
import java.util.Optional;

/** Which letters can be put back, and what to do with the others. */
final class RedrivePolicy {

    private RedrivePolicy() {}

    /** @return empty when it can be put back */
    static Optional<Refused> refusal(StoredDeadLetter letter) {
        if (letter.state() == DeadLetterState.REDRIVEN) {
            return Optional.of(new Refused(
                    letter.id(),
                    "letter %d was put back already, by %s at %s"
                            .formatted(
                                    letter.id(),
                                    letter.handling().stateBy(),
                                    letter.handling().stateAt()),
                    "if it failed again there is a newer letter that names this one as previous: put that one back"));
        }
        if (letter.wasCaptured()) {
            return Optional.empty();
        }
        return Optional.of(new Refused(
                letter.id(),
                "letter %d came from %s (expected: a captured record; only those can be put back)"
                        .formatted(letter.id(), letter.place().where()),
                remedy(letter)));
    }

    private static String remedy(StoredDeadLetter letter) {
        if (letter.place().where().startsWith("task ")) {
            return "repair the manifest, then have the range mined again: release its gap (POST /v1/gaps/{id}:release),"
                    + " or where the range is covered wait for its reconciliation; then discard this letter";
        }
        if (letter.place().where().startsWith("connection ")) {
            return "repair the manifest; the backfill path reads the items of such frames when the range is "
                    + "mined or reconciled; then discard this letter";
        }
        return letter.cause().remedy() + "; then discard this letter";
    }
}
