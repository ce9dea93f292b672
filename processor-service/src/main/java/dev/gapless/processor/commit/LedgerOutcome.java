package dev.gapless.processor.commit;

import dev.gapless.common.message.Decision;

/** The result for one item of a request to the ledger. */
public sealed interface LedgerOutcome {

    record Decided(Decision decision) implements LedgerOutcome {}

    /**
     * The ledger is there and does not take this item, alone or in company.
     *
     * @param rule {@code ledger-refused} where it says that it can never store the item, {@code ledger-failed} where it
     *     fails on it
     * @param detail what it answered
     */
    record Refused(String rule, String detail) implements LedgerOutcome {}

    /**
     * What an answer about one item alone means for it.
     *
     * @throws IllegalArgumentException when it is no answer about an item
     */
    static LedgerOutcome ofOne(LedgerCallResult answer) {
        return switch (answer) {
            case LedgerCallResult.Decided decided ->
                new Decided(decided.decisions().getFirst());
            case LedgerCallResult.Refused(int status) ->
                new Refused("ledger-refused", "status %d for this item alone".formatted(status));
            case LedgerCallResult.Failed(String reason) ->
                new Refused("ledger-failed", "%s for this item alone, at each attempt".formatted(reason));
            case LedgerCallResult.Away(String reason) -> throw new IllegalArgumentException("away: " + reason);
        };
    }
}
