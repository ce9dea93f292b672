package dev.gapless.live.protocol;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.live.ChannelName;
import dev.gapless.live.history.ChannelBatch;
import dev.gapless.live.history.LoggedChange;
import dev.gapless.live.history.ResetReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes what the server says, as JSON in UTF-8. {@link WireFormat} makes of it what a connection speaks. */
public final class ServerMessages {

    private static final JsonMapper JSON = new JsonMapper();

    private ServerMessages() {}

    public static byte[] connected(String connection, WireFormat format, Duration heartbeat, Instant until) {
        return message(
                "connected",
                Map.of(
                        "connection",
                        connection,
                        "protocol",
                        format.protocol(),
                        "heartbeat_millis",
                        heartbeat.toMillis(),
                        "until",
                        until.toString()));
    }

    /** @param recovered true when nothing is missing since the offset that was asked for */
    public static byte[] subscribed(ChannelName channel, String offset, boolean recovered) {
        return message("subscribed", Map.of("channel", channel.key(), "offset", offset, "recovered", recovered));
    }

    public static byte[] unsubscribed(String channel) {
        return message("unsubscribed", Map.of("channel", channel));
    }

    /**
     * The state is to be read anew; changes from {@code offset} on follow.
     *
     * @param snapshot true when the state follows too, before {@code subscribed}
     */
    public static byte[] reset(ChannelName channel, ResetReason reason, String offset, boolean snapshot) {
        return message(
                "reset",
                Map.of("channel", channel.key(), "reason", reason.word(), "offset", offset, "snapshot", snapshot));
    }

    /**
     * The present items, in one part or more. A part is made when it is asked for.
     *
     * @param items each as JSON
     * @param partBytes of the items of a part; a longer one is alone
     */
    public static Iterable<byte[]> snapshot(ChannelName channel, List<byte[]> items, long partBytes) {
        return () -> new SnapshotParts(channel, items, partBytes);
    }

    private static final class SnapshotParts implements Iterator<byte[]> {

        private final ChannelName channel;
        private final List<byte[]> items;
        private final long partBytes;
        private int from;
        private boolean ended;

        SnapshotParts(ChannelName channel, List<byte[]> items, long partBytes) {
            this.channel = channel;
            this.items = items;
            this.partBytes = partBytes;
        }

        @Override
        public boolean hasNext() {
            return !ended;
        }

        @Override
        public byte[] next() {
            if (ended) {
                throw new NoSuchElementException("no part is left");
            }
            int to = from;
            long bytes = 0;
            while (to < items.size() && (to == from || bytes + items.get(to).length <= partBytes)) {
                bytes += items.get(to).length;
                to++;
            }
            ended = to == items.size();
            byte[] part = snapshot(channel, items.subList(from, to), ended);
            from = to;
            return part;
        }
    }

    private static byte[] snapshot(ChannelName channel, List<byte[]> items, boolean last) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
        text(out, "{\"type\":\"snapshot\",\"channel\":" + quoted(channel) + ",\"last\":" + last + ",\"items\":[");
        String separator = "";
        for (byte[] item : items) {
            text(out, separator);
            out.writeBytes(item);
            separator = ",";
        }
        text(out, "]}");
        return out.toByteArray();
    }

    /** All creations from the range's begin to its end are held. */
    public static byte[] completeThrough(ChannelName channel, Range whole) {
        return message(
                "complete_through",
                Map.of(
                        "channel",
                        channel.key(),
                        "from",
                        Long.toString(whole.from()),
                        "position",
                        Long.toString(whole.to())));
    }

    /** @param facts why it is open and until when; empty when that is not known */
    public static byte[] gapOpen(ChannelName channel, Range gap, Map<String, String> facts) {
        Map<String, String> fields = new LinkedHashMap<>(range(channel, gap));
        fields.putAll(facts);
        return message("gap_open", fields);
    }

    public static byte[] gapFilled(ChannelName channel, Range gap) {
        return message("gap_filled", range(channel, gap));
    }

    private static Map<String, String> range(ChannelName channel, Range range) {
        return Map.of("channel", channel.key(), "from", Long.toString(range.from()), "to", Long.toString(range.to()));
    }

    /** @param offset when given, every subscribed channel of the connection has come so far */
    public static byte[] ping(long at, @Nullable String offset) {
        return message("ping", offset == null ? Map.of("at", at) : Map.of("at", at, "offset", offset));
    }

    public static byte[] pong(long at) {
        return message("pong", Map.of("at", at));
    }

    /** The message with this id was understood, and is done now or was done before. */
    public static byte[] ack(String id) {
        return message("ack", Map.of("id", id));
    }

    /** The message with this id is refused, and nothing of it was done. */
    public static byte[] nack(String id, ErrorCode code, String reason) {
        return message("nack", Map.of("id", id, "code", code.word(), "message", reason));
    }

    public static byte[] error(ErrorCode code, String reason, @Nullable String channel) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("code", code.word());
        fields.put("message", reason);
        if (channel != null) {
            fields.put("channel", channel);
        }
        return message("error", fields);
    }

    public static byte[] goingAway(Duration retryAfter) {
        return message("server_going_away", Map.of("retry_after_millis", retryAfter.toMillis()));
    }

    /** One change is written as {@code change}, several as {@code batch_update}. */
    public static byte[] changes(List<ChannelBatch> batches) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
        if (batches.size() == 1 && batches.getFirst().changes().size() == 1) {
            ChannelBatch only = batches.getFirst();
            text(out, "{\"type\":\"change\",");
            head(out, only);
            text(out, "\"change\":");
            out.writeBytes(only.changes().getFirst().json());
            text(out, "}");
            return out.toByteArray();
        }
        text(out, "{\"type\":\"batch_update\",\"batches\":[");
        String before = "";
        for (ChannelBatch batch : batches) {
            text(out, before + "{");
            head(out, batch);
            text(out, "\"changes\":[");
            String separator = "";
            for (LoggedChange change : batch.changes()) {
                text(out, separator);
                out.writeBytes(change.json());
                separator = ",";
            }
            text(out, "]}");
            before = ",";
        }
        text(out, "]}");
        return out.toByteArray();
    }

    private static void head(ByteArrayOutputStream out, ChannelBatch batch) {
        text(out, "\"channel\":" + quoted(batch.channel()) + ",\"offset\":\"" + batch.offset() + "\",");
    }

    /** The upstream chooses its items' ids. All else in names and offsets has no character that JSON escapes. */
    private static String quoted(ChannelName channel) {
        return channel.item() == null ? "\"" + channel.key() + "\"" : JSON.writeValueAsString(channel.key());
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] message(String type, Map<String, ?> fields) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", type);
        message.putAll(fields);
        return JSON.writeValueAsBytes(message);
    }
}
