package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * Changes of one channel that follow each other in the log. All readers that stood at the same place are handed the
 * same one, so what connections send of it is made once. Safe for many threads.
 */
public final class ChannelBatch {

    /** Kinds of forms, see {@link #inForm}. */
    private static final int FORMS = 4;

    private final ChannelName channel;
    private final LogOffsets before;
    private final LogOffsets after;
    private final List<LoggedChange> changes;
    private final long bytes;
    private final AtomicReferenceArray<byte[]> forms = new AtomicReferenceArray<>(FORMS);

    /**
     * @param before where a reader stands that has none of the changes
     * @param after where a reader goes on that has all of them
     * @param changes possibly none; not to be modified
     */
    public ChannelBatch(ChannelName channel, LogOffsets before, LogOffsets after, List<LoggedChange> changes) {
        this.channel = channel;
        this.before = before;
        this.after = after;
        this.changes = changes;
        long sum = 0;
        for (LoggedChange change : changes) {
            sum += change.json().length;
        }
        this.bytes = sum;
    }

    public ChannelName channel() {
        return channel;
    }

    /** Where a client goes on that has all changes of this batch and all before. */
    public String offset() {
        return after.text();
    }

    LogOffsets before() {
        return before;
    }

    LogOffsets after() {
        return after;
    }

    public List<LoggedChange> changes() {
        return changes;
    }

    public int size() {
        return changes.size();
    }

    /** Of the changes' JSON. */
    public long bytes() {
        return bytes;
    }

    /** The first changes. Their offset is the one before them: who has only these hears them again. */
    public ChannelBatch first(int count) {
        return new ChannelBatch(channel, before, before, changes.subList(0, count));
    }

    /** All changes but the first ones. */
    public ChannelBatch without(int count) {
        return count == 0 ? this : new ChannelBatch(channel, before, after, changes.subList(count, changes.size()));
    }

    /** The place is the same when some changes are left out. */
    public ChannelBatch only(List<LoggedChange> some) {
        return some.size() == changes.size() ? this : new ChannelBatch(channel, before, after, some);
    }

    /**
     * The batch in one of the forms that connections use, made once, when it is first asked for.
     *
     * @param number of the form, from 0 on
     * @param maker makes it; the same for all callers with this number
     */
    public byte[] inForm(int number, Function<ChannelBatch, byte[]> maker) {
        byte[] made = forms.get(number);
        if (made != null) {
            return made;
        }
        synchronized (forms) {
            // another reader may have made it meanwhile
            made = forms.get(number);
            if (made == null) {
                made = maker.apply(this);
                forms.set(number, made);
            }
            return made;
        }
    }
}
