package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Histories of single items and of patterns, while they are heard. Their changes are those of the streams' histories,
 * so they take up no bytes of their own. Guarded by the lock of {@link ChangeHistory}.
 */
final class ChosenChannels {

    private final Map<ChannelName, ChannelHistory> items = new HashMap<>();
    private final Map<ChannelName, ChannelHistory> patterns = new HashMap<>();

    private Map<ChannelName, ChannelHistory> of(ChannelName name) {
        return name.isPattern() ? patterns : items;
    }

    @Nullable
    ChannelHistory get(ChannelName name) {
        return of(name).get(name);
    }

    void put(ChannelHistory history) {
        of(history.channel).put(history.channel, history);
    }

    void remove(ChannelHistory history) {
        of(history.channel).remove(history.channel, history);
    }

    int patterns() {
        return patterns.size();
    }

    List<ChannelHistory> takeAll() {
        List<ChannelHistory> all = new ArrayList<>(items.values());
        all.addAll(patterns.values());
        items.clear();
        patterns.clear();
        return all;
    }

    List<ChannelHistory> all() {
        List<ChannelHistory> all = new ArrayList<>(items.values());
        all.addAll(patterns.values());
        return all;
    }

    /** Those that the change belongs to. */
    List<ChannelHistory> with(LoggedChange change) {
        if (items.isEmpty() && patterns.isEmpty()) {
            return List.of();
        }
        List<ChannelHistory> found = new ArrayList<>();
        ChannelHistory item = items.isEmpty() ? null : items.get(change.itemName());
        if (item != null) {
            found.add(item);
        }
        for (ChannelHistory pattern : patterns.values()) {
            if (pattern.channel.includes(change.channel(), change.item())) {
                found.add(pattern);
            }
        }
        return found;
    }
}
