package dev.gapless.processor.commit;

import dev.gapless.common.message.CommitRequest.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request sent from here would say of its traced items. */
public final class TracedItemHeaders {

    private TracedItemHeaders() {}

    public static @Nullable String of(List<Item> items) {
        return TracedItems.header(items);
    }
}
