package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import java.lang.ref.SoftReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One record of {@code changes}, encoded once for all its readers. Safe for many threads. */
public final class LoggedChange {

    private final ChannelName channel;
    private final int partition;
    private final long offset;
    private final String item;
    private final byte[] json;

    /** Kept while memory allows it, because few clients ask for old changes. */
    private volatile @Nullable SoftReference<byte[]> otherForm;

    /**
     * @param channel the stream that the change belongs to
     * @param partition of {@code changes}
     * @param offset within the partition
     * @param item the upstream's id of the item
     * @param json the change as the protocol shows it, UTF-8; not to be modified
     */
    public LoggedChange(ChannelName channel, int partition, long offset, String item, byte[] json) {
        this.channel = channel;
        this.partition = partition;
        this.offset = offset;
        this.item = item;
        this.json = json;
    }

    /** The stream. */
    public ChannelName channel() {
        return channel;
    }

    /** The channel of the item alone; an id that no client may name belongs to none. */
    @Nullable
    ChannelName itemName() {
        return ChannelName.isItem(item)
                ? new ChannelName(channel.source(), channel.account(), channel.stream(), item)
                : null;
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    public String item() {
        return item;
    }

    /** UTF-8; not to be modified. */
    public byte[] json() {
        return json;
    }

    /**
     * The change in the other form that connections use, made when it is first asked for.
     *
     * @param maker makes it of the JSON; the same for all callers
     */
    public byte[] inOtherForm(UnaryOperator<byte[]> maker) {
        SoftReference<byte[]> kept = otherForm;
        byte[] made = kept == null ? null : kept.get();
        if (made == null) {
            made = maker.apply(json);
            otherForm = new SoftReference<>(made);
        }
        return made;
    }
}
