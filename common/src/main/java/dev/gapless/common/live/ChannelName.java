package dev.gapless.common.live;

import dev.gapless.common.position.StreamId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A channel that clients subscribe to. It is a stream ({@code source/account/stream}), one item of it
 * ({@code source/account/stream/item}), or all streams of a pattern, in which each part may be {@code *}. The item's id
 * may hold slashes.
 *
 * @param source a connector's name, or {@code *}
 * @param account the account's id, or {@code *}
 * @param stream the stream's name, or {@code *}
 * @param item the upstream's id; null for all items
 */
public record ChannelName(
        String source,
        String account,
        String stream,
        @Nullable String item) {

    private static final String EACH = "*";
    private static final int PARTS = 3;
    private static final int LONGEST_ITEM = 512;

    /** What is allowed in each part of a stream. */
    private static final String PLAIN = "a";

    public ChannelName {
        // says what is wrong with a part
        new StreamId(plain(source), plain(account), plain(stream));
        if (item != null && !isItem(item)) {
            throw new IllegalArgumentException(
                    "item: '%s' (expected: an id of 1 to %d characters, or none for all items)"
                            .formatted(item, LONGEST_ITEM));
        }
        if (item != null && (source.equals(EACH) || account.equals(EACH) || stream.equals(EACH))) {
            throw new IllegalArgumentException(
                    "item: '%s' of several streams (expected: source/account/stream/item without *)".formatted(item));
        }
    }

    /** True for an id that a channel may be named after. */
    public static boolean isItem(String id) {
        return !id.isEmpty() && id.length() <= LONGEST_ITEM && !id.equals(EACH);
    }

    private static String plain(String part) {
        return part.equals(EACH) ? PLAIN : part;
    }

    public static ChannelName of(StreamId stream) {
        return new ChannelName(stream.source(), stream.account(), stream.stream(), null);
    }

    /** @throws IllegalArgumentException unless {@code key} is what {@link #key()} writes */
    public static ChannelName parse(String key) {
        String[] parts = key.split("/", PARTS + 1);
        if (parts.length < PARTS) {
            throw new IllegalArgumentException(
                    "channel: '%s' (expected: source/account/stream, or source/account/stream/item)".formatted(key));
        }
        return new ChannelName(parts[0], parts[1], parts[2], parts.length == PARTS ? null : parts[PARTS]);
    }

    public String key() {
        String streams = source + "/" + account + "/" + stream;
        return item == null ? streams : streams + "/" + item;
    }

    /** True when it stands for more than one stream. */
    public boolean isPattern() {
        return source.equals(EACH) || account.equals(EACH) || stream.equals(EACH);
    }

    /** The stream that it is, or whose item it is; empty for a pattern. */
    public Optional<StreamId> singleStream() {
        return isPattern() ? Optional.empty() : Optional.of(new StreamId(source, account, stream));
    }

    /** True for a stream's own name. */
    public boolean isWholeStream() {
        return item == null && !isPattern();
    }

    /** True when it stands for changes of this stream, of all its items or of some. */
    public boolean includes(ChannelName whole) {
        return includes(source, whole.source) && includes(account, whole.account) && includes(stream, whole.stream);
    }

    /** True when it stands for changes of this item. */
    public boolean includes(ChannelName whole, String changed) {
        return (item == null || item.equals(changed)) && includes(whole);
    }

    private static boolean includes(String part, String name) {
        return part.equals(EACH) || part.equals(name);
    }

    @Override
    public String toString() {
        return key();
    }
}
