package dev.gapless.miner.gapfill;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageStep.Unreadable;
import dev.gapless.miner.delivery.PublishResult;
import dev.gapless.miner.delivery.PublishResult.Acked;
import dev.gapless.miner.delivery.PublishResult.Failed;
import dev.gapless.miner.slice.PageHandler;
import dev.gapless.miner.slice.SliceResult;
import dev.gapless.miner.slice.TaskPublisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a slice's pages, each with what it proves. A listing may end where no item was seen for long. That end is
 * proven only when a second walk over that range, some time later, ends there too. Used by one thread.
 */
public final class GapFillHandler implements PageHandler {

    private final CoverageReporter proof;
    private final TaskPublisher records;
    private final Clock clock;
    private final Duration confirmAfter;
    private final @Nullable SecondLook look;

    /** Behind the last page that Kafka has: where another slice can go on without skipping anything. */
    private @Nullable String resume;

    /** @param look null when this is no second look */
    public GapFillHandler(
            CoverageReporter proof,
            TaskPublisher records,
            Clock clock,
            Duration confirmAfter,
            @Nullable SecondLook look,
            @Nullable String resume) {
        this.proof = proof;
        this.records = records;
        this.clock = clock;
        this.confirmAfter = confirmAfter;
        this.look = look;
        this.resume = resume;
    }

    @Override
    public @Nullable String resume() {
        return resume;
    }

    @Override
    public @Nullable SliceResult take(Page page, Instant asked, String walkResume) throws InterruptedException {
        Range unseen = proof.unseen(page, asked);
        boolean believed = unseen == null || look != null;
        List<CoverageReport> proven = proof.of(page, asked, unseen, believed);
        for (CoverageReport anchors : proof.anchors(page)) {
            if (records.prove(anchors) instanceof Failed failed) {
                return SliceResult.undelivered(resume, failed);
            }
        }
        return switch (records.deliver(page, clock.instant(), proven)) {
            case Acked acked -> {
                resume = look == null ? walkResume : look.after(walkResume).write();
                yield believed || unseen == null ? null : lookAgain(unseen);
            }
            case Failed failed -> SliceResult.undelivered(resume, failed);
        };
    }

    private SliceResult lookAgain(Range unseen) {
        resume = SecondLook.at(unseen).write();
        return SliceResult.limited(
                resume,
                clock.instant().plus(confirmAfter),
                "the listing ends and shows nothing of %s: believed when a second walk says so too".formatted(unseen));
    }

    @Override
    public PublishResult unreadable(Unreadable page, byte[] body) throws InterruptedException {
        return records.unreadable(page, body);
    }
}
