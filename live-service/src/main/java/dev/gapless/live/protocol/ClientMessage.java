package dev.gapless.live.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A message of a client. */
public sealed interface ClientMessage {

    /** Longest id of a message, in characters. */
    int LONGEST_ID = 64;

    /** Begins channels. */
    record Subscribe(List<WantedChannel> channels) implements ClientMessage {}

    /** Ends channels. */
    record Unsubscribe(List<String> channels) implements ClientMessage {}

    /** Wants a pong with the same number. */
    record Ping(long at) implements ClientMessage {}

    /** Answers a ping of the server. */
    record Pong() implements ClientMessage {}

    /**
     * Wants an acknowledgement.
     *
     * @param id of the client's choice, at most 64 characters; a repeated one is acknowledged and not done again
     */
    record Numbered(String id, ClientMessage message) implements ClientMessage {}

    /** Cannot be understood. */
    record Refused(ErrorCode code, String reason) implements ClientMessage {}

    /**
     * A channel to begin.
     *
     * @param channel as the client wrote it
     * @param offset where to go on; null for now
     * @param filter null for all changes
     * @param latest true when of changes that wait only the last of each item is wanted
     * @param snapshot true when the present items are wanted wherever changes may be missing before the place
     */
    record WantedChannel(
            String channel,
            @Nullable String offset,
            @Nullable ChangeFilter filter,
            boolean latest,
            boolean snapshot) {}

    /** Never throws: what cannot be read is {@link Refused}. */
    static ClientMessage read(JsonMapper json, String text) {
        JsonNode message;
        try {
            message = json.readTree(text);
        } catch (JacksonException e) {
            return new Refused(ErrorCode.MALFORMED, "message: no JSON (expected: a JSON object)");
        }
        return read(message);
    }

    /**
     * As {@link #read(JsonMapper, String)}, of MessagePack.
     *
     * @param packed of a binary frame
     */
    static ClientMessage readPacked(byte[] packed) {
        try {
            return read(MessagePackCodec.unpack(packed));
        } catch (IOException e) {
            return new Refused(
                    ErrorCode.MALFORMED, "message: %s (expected: a MessagePack map)".formatted(e.getMessage()));
        }
    }

    private static ClientMessage read(JsonNode message) {
        JsonNode id = message.path("id");
        if (id.isMissingNode()) {
            return withoutId(message);
        }
        if (!id.isString() || id.stringValue().isEmpty() || id.stringValue().length() > LONGEST_ID) {
            return new Refused(
                    ErrorCode.MALFORMED,
                    "id: not usable (expected: a text of 1 to %d characters)".formatted(LONGEST_ID));
        }
        return new Numbered(id.stringValue(), withoutId(message));
    }

    private static ClientMessage withoutId(JsonNode message) {
        JsonNode type = message.path("type");
        if (!type.isString()) {
            return new Refused(ErrorCode.MALFORMED, "type: absent (expected: a text)");
        }
        return switch (type.stringValue()) {
            case "subscribe" -> subscribe(message.path("channels"));
            case "unsubscribe" -> unsubscribe(message.path("channels"));
            case "ping" -> new Ping(message.path("at").asLong(0));
            case "pong" -> new Pong();
            default ->
                new Refused(ErrorCode.UNKNOWN_TYPE, "type: unknown (expected: subscribe, unsubscribe, ping or pong)");
        };
    }

    private static ClientMessage subscribe(JsonNode channels) {
        if (!channels.isArray()) {
            return new Refused(ErrorCode.MALFORMED, "channels: absent (expected: an array)");
        }
        List<WantedChannel> wanted = new ArrayList<>();
        for (JsonNode each : channels) {
            JsonNode channel = each.path("channel");
            JsonNode offset = each.path("offset");
            if (!channel.isString() || !(offset.isString() || offset.isMissingNode() || offset.isNull())) {
                return new Refused(
                        ErrorCode.MALFORMED,
                        "channels: an element without a channel (expected: {channel, offset?, filter?, latest?, snapshot?})");
            }
            JsonNode filter = each.path("filter");
            try {
                wanted.add(new WantedChannel(
                        channel.stringValue(),
                        offset.isString() ? offset.stringValue() : null,
                        filter.isMissingNode() ? null : ChangeFilter.read(filter),
                        each.path("latest").asBoolean(false),
                        each.path("snapshot").asBoolean(false)));
            } catch (IllegalArgumentException e) {
                return new Refused(ErrorCode.MALFORMED, String.valueOf(e.getMessage()));
            }
        }
        return new Subscribe(wanted);
    }

    private static ClientMessage unsubscribe(JsonNode channels) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : channels) {
            if (!each.isString()) {
                return new Refused(ErrorCode.MALFORMED, "channels: an element that is no text (expected: texts)");
            }
            names.add(each.stringValue());
        }
        return channels.isArray()
                ? new Unsubscribe(names)
                : new Refused(ErrorCode.MALFORMED, "channels: absent (expected: an array)");
    }
}
