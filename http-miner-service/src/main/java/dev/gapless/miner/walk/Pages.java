package dev.gapless.miner.walk;

import dev.gapless.common.connector.PageStep.Page;
import dev.gapless.common.connector.PageStep.Unreadable;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.miner.delivery.Receipt;
import dev.gapless.miner.delivery.Receipt.Acked;
import dev.gapless.miner.delivery.Receipt.Failed;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A slice's pages on their way out, each with what it proves. Used by one thread. */
final class Pages implements PageWork {

    private final Proof proof;
    private final Records records;
    private final Clock clock;

    /** Behind the last page that Kafka has: where another slice can go on without skipping anything. */
    private @Nullable String resume;

    Pages(Proof proof, Records records, Clock clock, @Nullable String resume) {
        this.proof = proof;
        this.records = records;
        this.clock = clock;
        this.resume = resume;
    }

    @Override
    public @Nullable String resume() {
        return resume;
    }

    @Override
    public @Nullable SliceEnd take(Page page, Instant asked, String walkResume) throws InterruptedException {
        List<CoverageReport> proven = proof.of(page, asked);
        for (CoverageReport anchors : proof.anchors(page)) {
            if (records.prove(anchors) instanceof Failed(String reason)) {
                return SliceEnd.failed(resume, reason);
            }
        }
        return switch (records.deliver(page, clock.instant(), proven)) {
            case Acked acked -> {
                resume = walkResume;
                yield null;
            }
            case Failed(String reason) -> SliceEnd.failed(resume, reason);
        };
    }

    @Override
    public Receipt unreadable(Unreadable page, byte[] body) throws InterruptedException {
        return records.unreadable(page, body);
    }
}
