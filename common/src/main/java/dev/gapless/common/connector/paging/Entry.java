package dev.gapless.common.connector.paging;

import dev.gapless.common.connector.PageStep.BrokenItem;
import dev.gapless.common.connector.PageStep.ListedItem;
import dev.gapless.common.connector.extraction.Fingerprint;
import dev.gapless.common.connector.extraction.ItemReader;
import dev.gapless.common.connector.extraction.Outcome;
import dev.gapless.common.connector.extraction.Refusal;
import dev.gapless.common.connector.extraction.Sighted;
import dev.gapless.common.connector.extraction.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** One element of a page. */
sealed interface Entry {

    /** Tells the element from others; short. */
    String marker();

    record Listed(ListedItem item) implements Entry {
        @Override
        public String marker() {
            return shortHash(item.itemId().getBytes(StandardCharsets.UTF_8));
        }
    }

    record Broken(BrokenItem item) implements Entry {
        @Override
        public String marker() {
            return shortHash(item.bytes());
        }
    }

    static Entry of(byte[] bytes, StrictJson json, ItemReader reader) {
        return switch (json.read(bytes).then(reader::sight)) {
            case Outcome.Got<Sighted>(Sighted seen) ->
                new Listed(new ListedItem(seen.itemId(), seen.position(), bytes));
            case Outcome.Refused<Sighted>(Refusal refusal) ->
                new Broken(new BrokenItem(bytes, refusal.rule(), refusal.detail(), refusal.remedy()));
        };
    }

    static String shortHash(byte[] bytes) {
        return HexFormat.of().formatHex(Fingerprint.of(bytes), 0, 8);
    }
}
