package dev.gapless.scheduler.schedules;

import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.scheduling.ClusterLock.LockName;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Instant;
import java.util.List;

/** Computes the periods of accounts anew, one scheduler at a time. */
final class AdaptivePollRound {

    private static final int PAGE = 1_000;

    private final AdaptivePollLedger ledger;
    private final AdaptivePollProperties properties;
    private final ClusterLock turns;
    private final DatabaseClock clock;

    AdaptivePollRound(
            AdaptivePollLedger ledger, AdaptivePollProperties properties, ClusterLock turns, DatabaseClock clock) {
        this.ledger = ledger;
        this.properties = properties;
        this.turns = turns;
        this.clock = clock;
    }

    /** A page a transaction, so that no rows are locked for long. */
    void run() {
        AdaptivePoll last = null;
        List<AdaptivePoll> page;
        do {
            String source = last == null ? "" : last.source();
            String account = last == null ? "" : last.account();
            page = turns.runExclusively(LockName.ADAPTIVE_POLLS, () -> page(source, account));
            last = page == null || page.isEmpty() ? null : page.getLast();
        } while (page != null && page.size() == PAGE);
        if (page != null) {
            ledger.forget();
        }
    }

    private List<AdaptivePoll> page(String source, String account) {
        Instant now = clock.instant();
        List<AdaptivePoll> seen = ledger.page(source, account, PAGE, now).stream()
                .map(poll -> poll.seen(properties.memory(), now))
                .toList();
        if (!seen.isEmpty()) {
            ledger.write(
                    seen,
                    seen.stream()
                            .map(poll -> properties.period(poll.connected(), poll.reliability(), poll.itemsPerDay()))
                            .toList(),
                    now);
        }
        return seen;
    }
}
