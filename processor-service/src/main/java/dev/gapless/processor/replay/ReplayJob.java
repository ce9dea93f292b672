package dev.gapless.processor.replay;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CorrectionRequest.Replaced;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.LedgerItem;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.operation.OperationFailedException;
import dev.gapless.common.operation.OperationJob;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationPortions;
import dev.gapless.common.operation.OperationPosition;
import dev.gapless.common.operation.OperationProgress;
import dev.gapless.common.operation.OperationPublisher;
import dev.gapless.common.operation.OperationRun;
import dev.gapless.processor.corrections.ReplacesHeader;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Applies a replay: puts the records that win on {@code captured-backfill} once more, in the order of their keys, each
 * with what it is to replace. From there they are handled as any record. The ledger decides them at a log position of
 * their own. They are published in one transaction with their offsets.
 *
 * <p>A replica that takes over compares again. What was applied is no difference any more. What was sent and is not
 * decided yet is left out by its key, or by its record on the topic.
 */
final class ReplayJob implements OperationJob {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PORTION = 100;
    private static final List<String> TOPICS = List.of(TopicNames.CAPTURED_BACKFILL);

    private static final Set<String> OURS = Set.of(
            CapturedRecord.PROVENANCE,
            ReplacesHeader.HEADER,
            DeadLetter.REDRIVEN_FROM,
            DeadLetter.ATTEMPT,
            OperationPublisher.HEADER);

    /**
     * What a replay came to.
     *
     * @param provenance names it in what it applied
     * @param records read, by the replica that ended it
     * @param items they are of
     * @param applied items that were sent to be corrected
     * @param refused of the records, those that cannot be read now either, by rule
     */
    record ReplayResult(String provenance, long records, int items, long applied, Map<String, Long> refused) {}

    private final ReplayService replays;
    private final OperationPublisher publisher;
    private final MeterRegistry meters;

    ReplayJob(ReplayService replays, OperationPublisher publisher, MeterRegistry meters) {
        this.replays = replays;
        this.publisher = publisher;
        this.meters = meters;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.REPLAY;
    }

    @Override
    public String run(OperationRun run) throws InterruptedException {
        ReplayRequest wanted = run.parameters(ReplayRequest.class);
        OperationPosition position =
                Objects.requireNonNullElse(run.savedState(OperationPosition.class), OperationPosition.START);
        // before the comparison: what is decided meanwhile is no difference, and what is not is found here
        OperationPortions portions = new OperationPortions(run, publisher, TOPICS, position, Comparator.naturalOrder());
        ReplaySummary compared = compare(wanted);
        String begin = Objects.requireNonNullElse(portions.after(), "");
        List<ReplayDifference> left = compared.differences().stream()
                .filter(each -> each.key().compareTo(begin) > 0)
                .sorted(Comparator.comparing(ReplayDifference::key))
                .toList();
        String provenance = "replay " + run.id();
        long total = portions.done()
                + left.size()
                + portions.aheadBeside(left.stream().map(ReplayDifference::key).toList());
        for (int from = 0; from < left.size(); from += PORTION) {
            List<ReplayDifference> portion = left.subList(from, Math.min(left.size(), from + PORTION));
            run.advance(progress(portions.begin(), portions.done(), total));
            List<ProducerRecord<byte[], byte[]>> unsent = portion.stream()
                    .filter(each -> !portions.isSent(each.key()))
                    .map(each -> record(each, provenance, run.id()))
                    .toList();
            publisher.send(run, unsent);
            meters.counter("gapless.replay.applied", "source", wanted.source()).increment(unsent.size());
            portions.end(portion.getLast().key(), unsent.size());
        }
        run.advance(progress(portions.finish(), portions.done(), total));
        return JSON.writeValueAsString(new ReplayResult(
                provenance, compared.records(), compared.items(), portions.done(), compared.refused()));
    }

    private ReplaySummary compare(ReplayRequest wanted) throws InterruptedException {
        try {
            return replays.compare(wanted.selection());
        } catch (TooManyItemsException e) {
            throw new OperationFailedException(
                    "the range holds " + e.getMessage() + "; " + TooManyItemsException.REMEDY);
        }
    }

    private static OperationProgress progress(OperationPosition position, long done, long total) {
        return new OperationProgress(JSON.writeValueAsString(position), done, total);
    }

    private static ProducerRecord<byte[], byte[]> record(
            ReplayDifference difference, String provenance, UUID operation) {
        ConsumerRecord<byte[], byte[]> raw = difference.now().raw();
        ProducerRecord<byte[], byte[]> again =
                new ProducerRecord<>(TopicNames.CAPTURED_BACKFILL, raw.key(), raw.value());
        for (Header header : raw.headers()) {
            if (!OURS.contains(header.key())) {
                again.headers().add(header);
            }
        }
        again.headers().add(CapturedRecord.PROVENANCE, provenance.getBytes(StandardCharsets.UTF_8));
        again.headers().add(ReplacesHeader.HEADER, replacing(difference.held()).toHeader());
        again.headers().add(OperationPublisher.HEADER, OperationPublisher.header(operation, difference.key()));
        return again;
    }

    private static ReplacesHeader replacing(@Nullable LedgerItem held) {
        return new ReplacesHeader(held == null ? null : new Replaced(held.version(), held.operation(), held.hash()));
    }
}
