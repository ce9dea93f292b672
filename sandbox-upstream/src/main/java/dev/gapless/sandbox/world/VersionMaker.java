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
    private final Consumer<ItemVersion> truth;
    private final LongSupplier now;
    private long lastSeq;
    private long lastId;

    /** @param lastSeq of earlier runs; there were never more ids than versions, so ids go on from there too */
    VersionMaker(RandomGenerator random, Consumer<ItemVersion> truth, LongSupplier now, long lastSeq) {
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
    ItemVersion create(SandboxAccount account, String stream, long position) {
        return create(account, stream, position, ItemContent.PLAIN);
    }

    private ItemVersion create(SandboxAccount account, String stream, long position, ItemContent content) {
        return switch (stream) {
            case SandboxStreamKinds.PROFILE -> writeProfile(account, position);
            case SandboxStreamKinds.POSTS -> writePost(account, content.id(freshId(stream)), position, content);
            default -> writeOnce(account, stream, content.id(freshId(stream)), position, content);
        };
    }

    /** A new version of some living post; the first post when there is none. */
    ItemVersion edit(SandboxAccount account, long position) {
        String id = anyLivingPost(account);
        return writePost(account, id == null ? freshId(SandboxStreamKinds.POSTS) : id, position, ItemContent.PLAIN);
    }

    /** The end of some living post; the first post when there is none. */
    ItemVersion delete(SandboxAccount account, long position) {
        String id = anyLivingPost(account);
        ItemVersion before =
                id == null ? null : account.stream(SandboxStreamKinds.POSTS).latest(id);
        return before == null
                ? writePost(account, freshId(SandboxStreamKinds.POSTS), position, ItemContent.PLAIN)
                : writeDelete(account, before, position);
    }

    /** What was ordered, once. */
    ItemVersion make(SandboxAccount account, ItemOrder order, long position) {
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

    private static ItemVersion living(SandboxAccount account, String id) {
        ItemVersion found = account.stream(SandboxStreamKinds.POSTS).latest(id);
        if (found == null || found.operation() == VersionOperation.DELETE) {
            throw new IllegalArgumentException(
                    "id: '%s' (expected that of a post of %s that is not deleted)".formatted(id, account.id()));
        }
        return found;
    }

    private ItemVersion writeDelete(SandboxAccount account, ItemVersion before, long position) {
        long revision = before.revision() + 1;
        ObjectNode item = items.deletedPost(before.id(), account.id(), before.created(), position, revision);
        return add(account, SandboxStreamKinds.POSTS, before.id(), before, VersionOperation.DELETE, position, item);
    }

    private ItemVersion writePost(SandboxAccount account, String id, long position, ItemContent content) {
        ItemVersion before = account.stream(SandboxStreamKinds.POSTS).latest(id);
        long created = before == null ? position : before.created();
        ObjectNode item = items.post(id, account.id(), created, position, revisionAfter(before), content);
        return add(account, SandboxStreamKinds.POSTS, id, before, after(before), position, item);
    }

    private ItemVersion writeProfile(SandboxAccount account, long position) {
        ItemVersion before = account.stream(SandboxStreamKinds.PROFILE).latest(account.id());
        ObjectNode item = items.profile(account.id(), position, revisionAfter(before));
        return add(account, SandboxStreamKinds.PROFILE, account.id(), before, after(before), position, item);
    }

    private ItemVersion writeOnce(
            SandboxAccount account, String stream, String id, long position, ItemContent content) {
        ObjectNode item = switch (stream) {
            case SandboxStreamKinds.COMMENTS -> items.comment(id, account.id(), postOf(account), position, content);
            case SandboxStreamKinds.LIKES -> items.like(id, account.id(), postOf(account), position);
            case SandboxStreamKinds.TRANSACTIONS -> items.transaction(id, account.id(), position);
            default -> throw new IllegalArgumentException("stream: " + stream);
        };
        return add(account, stream, id, null, VersionOperation.CREATE, position, item);
    }

    private ItemVersion add(
            SandboxAccount account,
            String stream,
            String id,
            @Nullable ItemVersion before,
            VersionOperation operation,
            long position,
            ObjectNode item) {
        ItemVersion version = new ItemVersion(
                ++lastSeq,
                account.id(),
                stream,
                id,
                revisionAfter(before),
                operation,
                before == null ? position : before.created(),
                position,
                now.getAsLong(),
                new SandboxItem(item));
        truth.accept(version);
        account.add(version);
        return version;
    }

    private static long revisionAfter(@Nullable ItemVersion before) {
        return before == null ? 1 : before.revision() + 1;
    }

    private static VersionOperation after(@Nullable ItemVersion before) {
        return before == null ? VersionOperation.CREATE : VersionOperation.UPDATE;
    }

    private String freshId(String stream) {
        return stream.charAt(0) + "-" + Long.toString(++lastId, 36);
    }

    private String postOf(SandboxAccount account) {
        String post = anyLivingPost(account);
        return post == null ? "p-0" : post;
    }

    private @Nullable String anyLivingPost(SandboxAccount account) {
        List<String> living = account.stream(SandboxStreamKinds.POSTS).living();
        return living.isEmpty() ? null : living.get(random.nextInt(living.size()));
    }
}
