package dev.gapless.miner.slice;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.CompareResponse.Held;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.message.RecreatedItem;
import dev.gapless.connector.PageStep.BrokenItem;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageStep.Unreadable;
import dev.gapless.miner.delivery.AckedPublisher;
import dev.gapless.miner.delivery.CapturedPlaces;
import dev.gapless.miner.delivery.PublishResult;
import dev.gapless.miner.delivery.PublishResult.Acked;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes records of the items that a task found. Used by one thread. */
public final class TaskPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(TaskPublisher.class);

    private final MiningTask task;
    private final AckedPublisher delivery;
    private final CapturedPlaces places;
    private final MeterRegistry meters;

    /** @param places what former slices of the task delivered; what this one delivers is added */
    public TaskPublisher(MiningTask task, AckedPublisher delivery, CapturedPlaces places, MeterRegistry meters) {
        this.task = task;
        this.delivery = delivery;
        this.places = places;
        this.meters = meters;
    }

    /** What the task has delivered so far, by former slices too. */
    public List<RecordSpan> delivered() {
        return places.spans();
    }

    /** A page with what it proves. */
    public PublishResult deliver(Page page, Instant received, List<CoverageReport> proven) throws InterruptedException {
        List<CapturedRecord> records =
                page.items().stream().map(item -> listed(item, received)).toList();
        PublishResult receipt =
                delivery.page(records, page.broken().stream().map(this::letter).toList(), proven, places);
        if (receipt instanceof Acked) {
            count("gapless.mined.pages", 1);
            count("gapless.mined.items", records.size());
            tellDisplaced(page);
        }
        return receipt;
    }

    private void tellDisplaced(Page page) {
        if (page.displaced() > 0) {
            count("gapless.mined.displaced", page.displaced());
            LOG.warn(
                    "items-out-of-order stream={} task={} items={} remedy=\"name in listing.ordered-by of the manifest"
                            + " what the listing is ordered by\"",
                    task.stream(),
                    task.taskId(),
                    page.displaced());
        }
    }

    /** False where no record holds the item: it is delivered as a dead letter. */
    public boolean takes(ListedItem item) {
        return delivery.takes(item.bytes());
    }

    public PublishResult deliver(List<CapturedRecord> records) throws InterruptedException {
        return delivery.page(records, List.of(), List.of(), places);
    }

    public PublishResult prove(CoverageReport report) throws InterruptedException {
        return prove(List.of(report));
    }

    public PublishResult prove(List<CoverageReport> reports) throws InterruptedException {
        return delivery.page(List.of(), List.of(), reports, places);
    }

    public PublishResult unreadable(Unreadable page, byte[] body) throws InterruptedException {
        return keep(page.rule(), page.detail(), page.remedy(), body);
    }

    public PublishResult keep(String rule, String detail, String remedy, byte[] bytes) throws InterruptedException {
        return delivery.page(List.of(), List.of(letter(rule, detail, remedy, bytes)), List.of(), places);
    }

    public CapturedRecord listed(ListedItem item, Instant received) {
        return listed(item.itemId(), item.bytes(), received);
    }

    public CapturedRecord listed(String itemId, byte[] bytes, Instant received) {
        return record(itemId, RecordKind.LISTED, bytes, received);
    }

    /** @param since the version of the deletion, where that is higher than the held one */
    public CapturedRecord inferredDelete(Held held, long since, Instant received) {
        InferredDelete inferredDelete = since > held.version()
                ? new InferredDelete(held.position(), since)
                : new InferredDelete(held.position(), held.version(), held.undoCount());
        return record(held.itemId(), RecordKind.INFERRED_DELETE, inferredDelete.toBytes(), received);
    }

    /**
     * @param listed the item as it was read alone
     * @param version newer than its deletion
     */
    public CapturedRecord recreated(CapturedRecord listed, long version) {
        return record(
                listed.itemId(),
                RecordKind.RECREATED,
                new RecreatedItem(version, listed.value()).toBytes(),
                listed.receivedAt());
    }

    private CapturedRecord record(String itemId, RecordKind shape, byte[] bytes, Instant received) {
        return new CapturedRecord(
                task.stream(), itemId, shape, bytes, IngestPath.MINED, received, task.taskId(), task.generation());
    }

    private DeadLetter letter(BrokenItem item) {
        return letter(item.rule(), item.detail(), item.remedy(), item.bytes());
    }

    private DeadLetter letter(String rule, String detail, String remedy, byte[] bytes) {
        return new DeadLetter(task.stream().key(), "task " + task.taskId(), rule, detail, remedy, bytes);
    }

    public void count(String metric, double amount, String... tags) {
        meters.counter(
                        metric,
                        Tags.of("source", task.stream().source(), "stream", task.stream().stream())
                                .and(tags))
                .increment(amount);
    }
}
