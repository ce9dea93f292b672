package dev.gapless.sandbox.world;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * All accounts, and the one place where versions are made. What is made follows from the seed; the clock only decides
 * when.
 */
public final class World {

    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Consumer<Version> truth;
    private final RandomGenerator random;
    private final ItemWriter items;
    private final Clock clock;
    private long lastSeq;
    private long lastId;

    /** @param truth keeps each version before anybody is shown it */
    public World(int accounts, RandomGenerator random, Consumer<Version> truth, Clock clock) {
        for (int i = 1; i <= accounts; i++) {
            Account account = new Account("acc-%04d".formatted(i));
            this.accounts.put(account.id(), account);
        }
        this.random = random;
        this.items = new ItemWriter(random);
        this.truth = truth;
        this.clock = clock;
    }

    public @Nullable Account account(String id) {
        return accounts.get(id);
    }

    public Collection<Account> accounts() {
        return accounts.values();
    }

    public long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    public synchronized long lastSeq() {
        return lastSeq;
    }

    /** Takes up the versions of earlier runs, in their order. */
    public synchronized void restore(List<Version> versions) {
        for (Version version : versions) {
            Account account = accounts.computeIfAbsent(version.account(), Account::new);
            account.restore(version);
            lastSeq = Math.max(lastSeq, version.seq());
            lastId = Math.max(lastId, version.seq());
        }
    }

    /** Makes one event, in two of a hundred cases two that share a position, on an account that chance picks. */
    public synchronized void step() {
        List<Account> all = List.copyOf(accounts.values());
        Account account = all.get(random.nextInt(all.size()));
        synchronized (account) {
            long position = Math.max(now(), account.floor() + 1);
            step(account, position);
            if (random.nextInt(50) == 0) {
                step(account, position);
            }
        }
    }

    /** Makes the past: this many events of the account, spread over {@code [from, now)}. */
    public synchronized void history(Account account, int events, long from) {
        synchronized (account) {
            make(account, Streams.PROFILE, account.id(), from);
            long to = now();
            long stride = Math.max(1, (to - from) / (events + 1));
            for (int i = 1; i <= events; i++) {
                long position = from + i * stride;
                step(account, position);
                if (random.nextInt(50) == 0 && i < events) {
                    step(account, position);
                    i++;
                }
            }
        }
    }

    private void step(Account account, long position) {
        int kind = random.nextInt(100);
        if (kind < 30) {
            create(account, Streams.POSTS, position);
        } else if (kind < 45) {
            edit(account, position);
        } else if (kind < 50) {
            delete(account, position);
        } else if (kind < 70) {
            create(account, Streams.COMMENTS, position);
        } else if (kind < 85) {
            create(account, Streams.LIKES, position);
        } else if (kind < 95) {
            create(account, Streams.TRANSACTIONS, position);
        } else {
            make(account, Streams.PROFILE, account.id(), position);
        }
    }

    private void create(Account account, String stream, long position) {
        make(account, stream, stream.charAt(0) + "-" + Long.toString(++lastId, 36), position);
    }

    private void edit(Account account, long position) {
        String id = any(account);
        if (id == null) {
            create(account, Streams.POSTS, position);
        } else {
            make(account, Streams.POSTS, id, position);
        }
    }

    private void delete(Account account, long position) {
        String id = any(account);
        if (id == null) {
            create(account, Streams.POSTS, position);
            return;
        }
        Version before = account.stream(Streams.POSTS).latest(id);
        if (before == null) {
            throw new IllegalStateException("a living post without a version: " + id);
        }
        long revision = before.revision() + 1;
        ObjectNode item = items.deletedPost(id, account.id(), before.created(), position, revision);
        add(account, Streams.POSTS, id, revision, Operation.DELETE, before.created(), position, item);
    }

    /** A living post; null when there is none. */
    private @Nullable String any(Account account) {
        List<String> living = account.stream(Streams.POSTS).living();
        return living.isEmpty() ? null : living.get(random.nextInt(living.size()));
    }

    private void make(Account account, String stream, String id, long position) {
        Version before = account.stream(stream).latest(id);
        long created = before == null ? position : before.created();
        long revision = before == null ? 1 : before.revision() + 1;
        ObjectNode item = switch (stream) {
            case Streams.POSTS -> items.post(id, account.id(), created, position, revision);
            case Streams.COMMENTS -> items.comment(id, account.id(), postOf(account), position);
            case Streams.LIKES -> items.like(id, account.id(), postOf(account), position);
            case Streams.TRANSACTIONS -> items.transaction(id, account.id(), position);
            default -> items.profile(account.id(), position, revision);
        };
        Operation operation = before == null ? Operation.CREATE : Operation.UPDATE;
        add(account, stream, id, revision, operation, created, position, item);
    }

    private String postOf(Account account) {
        String post = any(account);
        return post == null ? "p-0" : post;
    }

    private void add(
            Account account,
            String stream,
            String id,
            long revision,
            Operation operation,
            long created,
            long position,
            ObjectNode item) {
        Version version =
                new Version(++lastSeq, account.id(), stream, id, revision, operation, created, position, now(), item);
        truth.accept(version);
        account.add(version);
    }
}
