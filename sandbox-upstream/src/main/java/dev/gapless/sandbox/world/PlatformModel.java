package dev.gapless.sandbox.world;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Where things happen: to which account, of which kind, and at which position. What happens follows from the seed; the
 * clock only decides when.
 */
public final class PlatformModel {

    /** One event in so many shares its position with the event before it, in the same stream. */
    private static final int TWINS = 50;

    private final SandboxAccounts accounts;
    private final RandomGenerator random;
    private final VersionMaker maker;
    private final Clock clock;

    /** @param truth keeps each version before it is shown */
    public PlatformModel(SandboxAccounts accounts, RandomGenerator random, Consumer<ItemVersion> truth, Clock clock) {
        this.accounts = accounts;
        this.random = random;
        this.maker = new VersionMaker(random, truth, this::now, accounts.lastSeq());
        this.clock = clock;
    }

    public SandboxAccounts accounts() {
        return accounts;
    }

    /** µs since the epoch. */
    public long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    public synchronized long lastSeq() {
        return maker.lastSeq();
    }

    /** Makes one event, now and then two, on an account that chance picks. */
    public synchronized void step() {
        List<SandboxAccount> all = accounts.all();
        SandboxAccount account = all.get(random.nextInt(all.size()));
        synchronized (account) {
            long position = Math.max(now(), account.floor() + 1);
            String stream = happen(account, position, EventMix.LIVE);
            if (random.nextInt(TWINS) == 0) {
                var _ = maker.create(account, stream, position);
            }
        }
    }

    /**
     * Makes what was ordered, in one instant of the account.
     *
     * @throws IllegalArgumentException for an account or an item that there is not
     */
    public synchronized List<ItemVersion> make(ItemOrder order) {
        SandboxAccount account = accounts.find(order.account());
        if (account == null) {
            throw new IllegalArgumentException("account: '%s' (expected one that there is)".formatted(order.account()));
        }
        synchronized (account) {
            long first = order.age() == null
                    ? Math.max(now(), account.floor() + 1)
                    : now() - TimeUnit.MICROSECONDS.convert(order.age());
            List<ItemVersion> made = new ArrayList<>();
            for (int i = 0; i < order.count(); i++) {
                made.add(maker.make(account, order, order.samePosition() ? first : first + i));
            }
            return made;
        }
    }

    /** Makes the past of every account that has none: so many events each, spread over {@code [from, now)}. */
    public synchronized void past(int events, long from) {
        long to = now();
        for (SandboxAccount account : accounts.all()) {
            synchronized (account) {
                if (account.stream(SandboxStreamKinds.PROFILE).latest(account.id()) == null) {
                    past(account, events, from, Math.max(1, (to - from) / (events + 1)));
                }
            }
        }
    }

    private void past(SandboxAccount account, int events, long from, long stride) {
        maker.create(account, SandboxStreamKinds.PROFILE, Math.max(from, account.floor()));
        for (int i = 1; i <= events; i++) {
            long position = Math.max(from + i * stride + random.nextLong(stride), account.floor());
            String stream = happen(account, position, EventMix.PAST);
            if (i < events && random.nextInt(TWINS) == 0) {
                maker.create(account, stream, position);
                i++;
            }
        }
    }

    /** One event; returns its stream. */
    private String happen(SandboxAccount account, long position, EventMix mix) {
        String stream = streamOf(random.nextInt(100));
        int fate = random.nextInt(100);
        if (!stream.equals(SandboxStreamKinds.POSTS) || fate >= mix.edits() + mix.deletes()) {
            maker.create(account, stream, position);
        } else if (fate < mix.edits()) {
            maker.edit(account, position);
        } else {
            maker.delete(account, position);
        }
        return stream;
    }

    private static String streamOf(int percent) {
        if (percent < 50) {
            return SandboxStreamKinds.POSTS;
        } else if (percent < 70) {
            return SandboxStreamKinds.COMMENTS;
        } else if (percent < 85) {
            return SandboxStreamKinds.LIKES;
        } else if (percent < 95) {
            return SandboxStreamKinds.TRANSACTIONS;
        }
        return SandboxStreamKinds.PROFILE;
    }
}
