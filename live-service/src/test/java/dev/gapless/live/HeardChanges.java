package dev.gapless.live;

import dev.gapless.common.live.ChannelName;
import dev.gapless.common.live.LiveListener;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a client heard. */
final class HeardChanges implements LiveListener {

    private final List<String> items = new ArrayList<>();
    private final List<JsonNode> changes = new ArrayList<>();
    private final List<String> resets = new ArrayList<>();
    private final List<JsonNode> messages = new ArrayList<>();

    @Override
    public synchronized void change(ChannelName channel, JsonNode change, String offset) {
        items.add(change.path("item").asString());
        changes.add(change);
    }

    @Override
    public synchronized void reset(ChannelName channel, String reason) {
        resets.add(reason);
    }

    @Override
    public synchronized void message(JsonNode message) {
        messages.add(message);
    }

    synchronized List<String> items() {
        return List.copyOf(items);
    }

    synchronized List<JsonNode> changes() {
        return List.copyOf(changes);
    }

    synchronized List<String> resets() {
        return List.copyOf(resets);
    }

    /** Of one type. */
    synchronized List<JsonNode> messages(String type) {
        return messages.stream()
                .filter(message -> message.path("type").asString().equals(type))
                .toList();
    }
}
