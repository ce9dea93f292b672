package dev.gapless.sandbox.world;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Makes single versions: into the truth first, then into the account. Guarded by the world. */
final class VersionMaker {

    private final RandomGenerator random;
    private final ItemWriter items;
    private final Consumer<Version> truth;
    private final LongSupplier now;
    private long lastSeq;
    private long lastId;

    /** @param lastSeq of earlier runs; there were never more ids than versions, so ids go on from there too */
    VersionMaker(RandomGenerator random, Consumer<Version> truth, LongSupplier now, long lastSeq) {
        this.random = random;
        this.items = new ItemWriter(random);
        this.truth = truth;
        this.now = now;
        this.lastSeq = lastSeq;
        this.lastId = lastSeq;
    }

    long lastSeq() {
        return lastSeq;
    }

    /** A new item; of a profile, of which there is one only, a new version. */
    void create(Account account, String stream, long position) {
        switch (stream) {
            case Streams.PROFILE -> writeProfile(account, position);
            case Streams.POSTS -> writePost(account, freshId(stream), position);
            default -> writeOnce(account, stream, freshId(stream), position);
        }
    }

    /** A new version of some living post; the first post when there is none. */
    void edit(Account account, long position) {
        String id = anyLivingPost(account);
        writePost(account, id == null ? freshId(Streams.POSTS) : id, position);
    }

    /** The end of some living post; the first post when there is none. */
    void delete(Account account, long position) {
        String id = anyLivingPost(account);
        Version before = id == null ? null : account.stream(Streams.POSTS).latest(id);
        if (before == null) {
            writePost(account, freshId(Streams.POSTS), position);
            return;
        }
        long revision = before.revision() + 1;
        ObjectNode item = items.deletedPost(before.id(), account.id(), before.created(), position, revision);
        add(account, Streams.POSTS, before.id(), before, Operation.DELETE, position, item);
    }

    private void writePost(Account account, String id, long position) {
        Version before = account.stream(Streams.POSTS).latest(id);
        long created = before == null ? position : before.created();
        ObjectNode item = items.post(id, account.id(), created, position, revisionAfter(before));
        add(account, Streams.POSTS, id, before, after(before), position, item);
    }

    private void writeProfile(Account account, long position) {
        Version before = account.stream(Streams.PROFILE).latest(account.id());
        ObjectNode item = items.profile(account.id(), position, revisionAfter(before));
        add(account, Streams.PROFILE, account.id(), before, after(before), position, item);
    }

    private void writeOnce(Account account, String stream, String id, long position) {
        ObjectNode item = switch (stream) {
            case Streams.COMMENTS -> items.comment(id, account.id(), postOf(account), position);
            case Streams.LIKES -> items.like(id, account.id(), postOf(account), position);
            case Streams.TRANSACTIONS -> items.transaction(id, account.id(), position);
            default -> throw new IllegalArgumentException("stream: " + stream);
        };
        add(account, stream, id, null, Operation.CREATE, position, item);
    }

    private void add(
            Account account,
            String stream,
            String id,
            @Nullable Version before,
            Operation operation,
            long position,
            ObjectNode item) {
        Version version = new Version(
                ++lastSeq,
                account.id(),
                stream,
                id,
                revisionAfter(before),
                operation,
                before == null ? position : before.created(),
                position,
                now.getAsLong(),
                new Item(item));
        truth.accept(version);
        account.add(version);
    }

    private static long revisionAfter(@Nullable Version before) {
        return before == null ? 1 : before.revision() + 1;
    }

    private static Operation after(@Nullable Version before) {
        return before == null ? Operation.CREATE : Operation.UPDATE;
    }

    private String freshId(String stream) {
        return stream.charAt(0) + "-" + Long.toString(++lastId, 36);
    }

    private String postOf(Account account) {
        String post = anyLivingPost(account);
        return post == null ? "p-0" : post;
    }

    private @Nullable String anyLivingPost(Account account) {
        List<String> living = account.stream(Streams.POSTS).living();
        return living.isEmpty() ? null : living.get(random.nextInt(living.size()));
    }
}
