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
    Version create(Account account, String stream, long position) {
        return create(account, stream, position, ItemContent.PLAIN);
    }

    private Version create(Account account, String stream, long position, ItemContent content) {
        return switch (stream) {
            case Streams.PROFILE -> writeProfile(account, position);
            case Streams.POSTS -> writePost(account, content.id(freshId(stream)), position, content);
            default -> writeOnce(account, stream, content.id(freshId(stream)), position, content);
        };
    }

    /** A new version of some living post; the first post when there is none. */
    Version edit(Account account, long position) {
        String id = anyLivingPost(account);
        return writePost(account, id == null ? freshId(Streams.POSTS) : id, position, ItemContent.PLAIN);
    }

    /** The end of some living post; the first post when there is none. */
    Version delete(Account account, long position) {
        String id = anyLivingPost(account);
        Version before = id == null ? null : account.stream(Streams.POSTS).latest(id);
        return before == null
                ? writePost(account, freshId(Streams.POSTS), position, ItemContent.PLAIN)
                : writeDelete(account, before, position);
    }

    /** What was ordered, once. */
    Version make(Account account, ItemOrder order, long position) {
        return switch (order.operation()) {
            case CREATE -> create(account, order.stream(), position, order.content());
            case UPDATE -> {
                String id = order.id();
                yield id == null
                        ? writeProfile(account, position)
                        : writePost(account, living(account, id).id(), position, order.content());
            }
            case DELETE -> writeDelete(account, living(account, String.valueOf(order.id())), position);
        };
    }

    private static Version living(Account account, String id) {
        Version found = account.stream(Streams.POSTS).latest(id);
        if (found == null || found.operation() == Operation.DELETE) {
            throw new IllegalArgumentException(
                    "id: '%s' (expected that of a post of %s that is not deleted)".formatted(id, account.id()));
        }
        return found;
    }

    private Version writeDelete(Account account, Version before, long position) {
        long revision = before.revision() + 1;
        ObjectNode item = items.deletedPost(before.id(), account.id(), before.created(), position, revision);
        return add(account, Streams.POSTS, before.id(), before, Operation.DELETE, position, item);
    }

    private Version writePost(Account account, String id, long position, ItemContent content) {
        Version before = account.stream(Streams.POSTS).latest(id);
        long created = before == null ? position : before.created();
        ObjectNode item = items.post(id, account.id(), created, position, revisionAfter(before), content);
        return add(account, Streams.POSTS, id, before, after(before), position, item);
    }

    private Version writeProfile(Account account, long position) {
        Version before = account.stream(Streams.PROFILE).latest(account.id());
        ObjectNode item = items.profile(account.id(), position, revisionAfter(before));
        return add(account, Streams.PROFILE, account.id(), before, after(before), position, item);
    }

    private Version writeOnce(Account account, String stream, String id, long position, ItemContent content) {
        ObjectNode item = switch (stream) {
            case Streams.COMMENTS -> items.comment(id, account.id(), postOf(account), position, content);
            case Streams.LIKES -> items.like(id, account.id(), postOf(account), position);
            case Streams.TRANSACTIONS -> items.transaction(id, account.id(), position);
            default -> throw new IllegalArgumentException("stream: " + stream);
        };
        return add(account, stream, id, null, Operation.CREATE, position, item);
    }

    private Version add(
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
        return version;
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
