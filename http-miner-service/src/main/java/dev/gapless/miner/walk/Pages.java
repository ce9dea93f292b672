package dev.gapless.miner.walk;

import dev.gapless.common.connector.PageStep.Page;
import dev.gapless.common.connector.PageStep.Unreadable;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.miner.delivery.Receipt;
import dev.gapless.miner.delivery.Receipt.Acked;
import dev.gapless.miner.delivery.Receipt.Failed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A slice's pages on their way out, each with what it proves. That a listing ends where no item was seen for long is
 * proven only when a second walk over that stretch, some time later, says so too. Used by one thread.
 */
final class Pages implements PageWork {

    private final Proof proof;
    private final Records records;
    private final Clock clock;
    private final Duration confirmAfter;
    private final @Nullable SecondLook look;

    /** Behind the last page that Kafka has: where another slice can go on without skipping anything. */
    private @Nullable String resume;

    /** @param look null when this is no second look */
    Pages(
            Proof proof,
            Records records,
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
    public @Nullable SliceEnd take(Page page, Instant asked, String walkResume) throws InterruptedException {
        Range unseen = proof.unseen(page, asked);
        boolean believed = unseen == null || look != null;
        List<CoverageReport> proven = proof.of(page, asked, unseen, believed);
        for (CoverageReport anchors : proof.anchors(page)) {
            if (records.prove(anchors) instanceof Failed failed) {
                return SliceEnd.undelivered(resume, failed);
            }
        }
        return switch (records.deliver(page, clock.instant(), proven)) {
            case Acked acked -> {
                resume = look == null ? walkResume : look.after(walkResume).write();
                yield believed || unseen == null ? null : lookAgain(unseen);
            }
            case Failed failed -> SliceEnd.undelivered(resume, failed);
        };
    }

    private SliceEnd lookAgain(Range unseen) {
        resume = SecondLook.at(unseen).write();
        return SliceEnd.limited(
                resume,
                clock.instant().plus(confirmAfter),
                "the listing ends and shows nothing of %s: believed when a second walk says so too".formatted(unseen));
    }

    @Override
    public Receipt unreadable(Unreadable page, byte[] body) throws InterruptedException {
        return records.unreadable(page, body);
    }
}
