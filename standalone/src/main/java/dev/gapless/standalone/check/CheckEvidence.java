package dev.gapless.standalone.check;

import dev.gapless.common.coverage.Range;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Everything that is held against each other, read from where each of it really is.
 *
 * @param truth the sandbox's own record of what it made, in the order of making
 * @param ledger the current rows, by item
 * @param history the accepted versions, one entry a row
 * @param changes what a read_committed reader of the topic sees, in the order of each partition
 * @param windows the claimed coverage
 */
record CheckEvidence(
        List<Truth> truth,
        Map<ItemKey, Held> ledger,
        List<Accepted> history,
        List<Published> changes,
        List<Claimed> windows) {

    CheckEvidence {
        truth = List.copyOf(truth);
        ledger = Map.copyOf(ledger);
        history = List.copyOf(history);
        changes = List.copyOf(changes);
        windows = List.copyOf(windows);
    }

    /** The part of it that is about some of the accounts. */
    CheckEvidence of(Predicate<String> accounts) {
        Map<ItemKey, Held> rows = new HashMap<>(ledger);
        rows.keySet().removeIf(item -> !accounts.test(item.account()));
        return new CheckEvidence(
                truth.stream()
                        .filter(each -> accounts.test(each.item().account()))
                        .toList(),
                rows,
                history.stream()
                        .filter(each -> accounts.test(each.item().account()))
                        .toList(),
                changes.stream()
                        .filter(each -> accounts.test(each.item().account()))
                        .toList(),
                windows.stream().filter(each -> accounts.test(each.account())).toList());
    }

    /**
     * One version, as the sandbox made it.
     *
     * @param position where it stands in its stream
     * @param delete true when this version is the item's end
     * @param content the item in a form that equal items share; empty for a delete
     */
    record Truth(ItemKey item, long version, long position, boolean delete, String content) {}

    /** One row of the ledger. */
    record Held(long version, boolean deleted, String content, boolean inferred) {

        /** One that the source itself told. */
        Held(long version, boolean deleted, String content) {
            this(version, deleted, content, false);
        }
    }

    /** One row of the ledger's history. */
    record Accepted(ItemKey item, long version, boolean delete) {

        /** An accepted content. */
        Accepted(ItemKey item, long version) {
            this(item, version, false);
        }
    }

    /** One change. */
    record Published(ItemKey item, long version, boolean delete, String changeId) {}

    /**
     * One claimed window, for all that can happen to the stream's items.
     *
     * @param live true when the claim is that of a live connection, which misses nothing. False for a page walk, which
     *     shows the latest version of an item only
     */
    record Claimed(String account, String stream, Range range, boolean live, String id) {}
}
