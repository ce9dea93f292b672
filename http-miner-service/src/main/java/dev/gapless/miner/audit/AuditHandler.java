package dev.gapless.miner.audit;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CompareRequest;
import dev.gapless.common.message.MiningTask;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageStep.Unreadable;
import dev.gapless.miner.delivery.PublishResult;
import dev.gapless.miner.delivery.PublishResult.Failed;
import dev.gapless.miner.ledger.AuditFinding;
import dev.gapless.miner.ledger.LedgerLookupClient;
import dev.gapless.miner.ledger.LedgerUnavailableException;
import dev.gapless.miner.slice.PageHandler;
import dev.gapless.miner.slice.ShutdownAwareSleeper;
import dev.gapless.miner.slice.SliceResult;
import dev.gapless.miner.slice.TaskPublisher;
import dev.gapless.miner.slice.TaskWindowIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads again what is covered, and reports page by page what the ledger has never seen. A page that covers nothing by
 * itself is a sample: its items are compared, and no position counts as read again. Used by one thread.
 */
public final class AuditHandler implements PageHandler {

    /** What one comparison may be asked of. */
    private static final int MAX_LISTED = 10_000;

    private final MiningTask task;
    private final LedgerLookupClient ledger;
    private final TaskPublisher records;
    private final ShutdownAwareSleeper waiter;
    private final Clock clock;
    private final Duration wait;
    private UncoveredItems seen = UncoveredItems.nothing();

    public AuditHandler(
            MiningTask task,
            LedgerLookupClient ledger,
            TaskPublisher records,
            ShutdownAwareSleeper waiter,
            Clock clock,
            Duration wait) {
        this.task = task;
        this.ledger = ledger;
        this.records = records;
        this.waiter = waiter;
        this.clock = clock;
        this.wait = wait;
    }

    /** No other slice goes on with an audit: the next one is elsewhere. */
    @Override
    public @Nullable String resume() {
        return null;
    }

    @Override
    public PublishResult unreadable(Unreadable page, byte[] body) throws InterruptedException {
        return records.unreadable(page, body);
    }

    @Override
    public @Nullable SliceResult take(Page page, Instant asked, String walkResume) throws InterruptedException {
        Range covered = TaskWindowIds.clip(page.covers(), task.from(), task.to());
        UncoveredItems all = seen.plus(page.items());
        seen = all.beyond(covered);
        if (covered != null) {
            return audit(covered.from(), covered.to(), all.within(covered));
        }
        seen = UncoveredItems.nothing();
        List<ListedItem> sample = all.within(new Range(task.from(), task.to()));
        return sample.isEmpty() ? null : audit(task.from(), task.from(), sample);
    }

    /** @param to {@code from} where the items are a sample; what is unknown is told whatever the range */
    private @Nullable SliceResult audit(long from, long to, List<ListedItem> listed) throws InterruptedException {
        if (listed.size() > MAX_LISTED) {
            return SliceResult.refused("a page of more than %d items cannot be compared".formatted(MAX_LISTED));
        }
        CompareRequest query =
                new CompareRequest(task.stream(), from, Math.max(from + 1, to), UncoveredItems.ids(listed));
        try {
            Set<String> tooLong = tooLong(listed);
            Set<String> unknown = Set.copyOf(ledger.compare(query).unknown());
            if (!tooLong.containsAll(unknown)) {
                // what is still on its way through Kafka is not missed
                waiter.until(clock.instant().plus(wait));
                unknown = Set.copyOf(ledger.compare(query).unknown());
            }
            if (waiter.stopping()) {
                return SliceResult.advanced(null);
            }
            if (deliver(listed, unknown) instanceof Failed failed) {
                return SliceResult.undelivered(null, failed);
            }
            long missed = unknown.stream().filter(id -> !tooLong.contains(id)).count();
            ledger.audited(new AuditFinding(task.stream(), from, to, listed.size(), missed));
            records.count("gapless.audit.items", listed.size());
            records.count("gapless.audit.missed", (double) missed);
            return null;
        } catch (LedgerUnavailableException e) {
            return SliceResult.failed(null, "the ledger cannot be asked");
        }
    }

    /** No ledger can have these: each is a dead letter, and becomes one here if the source never showed it before. */
    private Set<String> tooLong(List<ListedItem> listed) {
        return listed.stream()
                .filter(item -> !records.takes(item))
                .map(ListedItem::itemId)
                .collect(Collectors.toSet());
    }

    private PublishResult deliver(List<ListedItem> listed, Set<String> unknown) throws InterruptedException {
        Instant now = clock.instant();
        List<CapturedRecord> lost = listed.stream()
                .filter(item -> unknown.contains(item.itemId()))
                .map(item -> records.listed(item, now))
                .toList();
        return records.deliver(lost);
    }
}
