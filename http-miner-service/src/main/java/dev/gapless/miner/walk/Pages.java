package dev.gapless.miner.walk;

import dev.gapless.common.connector.PageStep.BrokenItem;
import dev.gapless.common.connector.PageStep.ListedItem;
import dev.gapless.common.connector.PageStep.Page;
import dev.gapless.common.connector.PageStep.Unreadable;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.Shape;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.MiningTask;
import dev.gapless.miner.delivery.Delivery;
import dev.gapless.miner.delivery.Receipt;
import dev.gapless.miner.delivery.Receipt.Acked;
import dev.gapless.miner.delivery.Receipt.Failed;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** A slice's pages on their way out. Used by one thread. */
final class Pages {

    private final MiningTask task;
    private final Proof proof;
    private final Delivery delivery;
    private final MeterRegistry meters;
    private final Clock clock;

    Pages(MiningTask task, Proof proof, Delivery delivery, MeterRegistry meters, Clock clock) {
        this.task = task;
        this.proof = proof;
        this.delivery = delivery;
        this.meters = meters;
        this.clock = clock;
    }

    Receipt deliver(Page page, Instant asked) throws InterruptedException {
        Instant received = clock.instant();
        List<CapturedRecord> records =
                page.items().stream().map(item -> record(item, received)).toList();
        List<DeadLetter> broken = page.broken().stream().map(this::letter).toList();
        List<CoverageReport> proven = proof.of(page, asked);
        if (delivery.page(List.of(), List.of(), proof.anchors(page)) instanceof Failed failed) {
            return failed;
        }
        Receipt receipt = delivery.page(records, broken, proven);
        if (receipt instanceof Acked) {
            count("gapless.mined.pages", 1);
            count("gapless.mined.items", records.size());
        }
        return receipt;
    }

    Receipt unreadable(Unreadable page, byte[] body) throws InterruptedException {
        DeadLetter letter = letter(page.rule(), page.detail(), page.remedy(), body);
        return delivery.page(List.of(), List.of(letter), List.of());
    }

    private CapturedRecord record(ListedItem item, Instant received) {
        return new CapturedRecord(
                task.stream(),
                item.itemId(),
                Shape.LISTED,
                item.bytes(),
                Door.MINED,
                received,
                task.taskId(),
                task.generation());
    }

    private DeadLetter letter(BrokenItem item) {
        return letter(item.rule(), item.detail(), item.remedy(), item.bytes());
    }

    private DeadLetter letter(String rule, String detail, String remedy, byte[] bytes) {
        return new DeadLetter(task.stream().key(), "task " + task.taskId(), rule, detail, remedy, bytes);
    }

    private void count(String metric, double amount) {
        meters.counter(metric, "source", task.stream().source(), "stream", task.stream().stream())
                .increment(amount);
    }
}
