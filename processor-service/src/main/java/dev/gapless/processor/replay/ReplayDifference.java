package dev.gapless.processor.replay;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.LedgerItem;
import dev.gapless.processor.normalise.NormalisationResult;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An item that is held otherwise than its records say now.
 *
 * @param held null when it is not held at all
 */
record ReplayDifference(
        What what,
        NormalisationResult.Sighted now,
        @Nullable LedgerItem held) {

    /** Names the item among all. */
    String key() {
        return now.item().streamId().key() + "/" + now.item().itemId();
    }

    /** The first of these that differs. */
    enum What {
        /** It is not held. */
        MISSING,

        /** It is held as deleted and is not, or the other way round. */
        DELETION,

        /** Its content. */
        CONTENT,

        /** Its version; the content is the same. */
        VERSION,

        /** Where it stands; all else is the same. */
        POSITION
    }

    /**
     * Either a record that was read explains what is held, or none does. Then another record, which was not read, wrote
     * it. Only what is newer by the ledger's own order may then take its place.
     */
    static Optional<ReplayDifference> of(ReplayedItem item, @Nullable LedgerItem held) {
        NormalisationResult.Sighted now = item.winner();
        Item is = now.item();
        if (held == null) {
            return is.operation() == ItemOperation.DELETE
                    ? Optional.empty()
                    : Optional.of(new ReplayDifference(What.MISSING, now, null));
        }
        What what = what(is, held);
        if (what == null || (!item.explains(held) && !newer(is, item.life(), held))) {
            return Optional.empty();
        }
        return Optional.of(new ReplayDifference(what, now, held));
    }

    private static @Nullable What what(Item is, LedgerItem held) {
        if ((is.operation() == ItemOperation.DELETE) != (held.operation() == ItemOperation.DELETE)) {
            return What.DELETION;
        }
        if (!Arrays.equals(is.hash(), held.hash())) {
            return What.CONTENT;
        }
        if (is.version() != held.version() || is.operation() != held.operation()) {
            return What.VERSION;
        }
        return is.position() == held.position() ? null : What.POSITION;
    }

    private static boolean newer(Item is, int life, LedgerItem held) {
        int order = Long.compare(is.version(), held.version());
        if (order == 0) {
            order = Integer.compare(life, held.undoCount());
        }
        return order > 0 || (order == 0 && is.operation().compareTo(held.operation()) > 0);
    }
}
