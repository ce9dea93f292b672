package dev.gapless.checkpoint.records.deadletters;

import dev.gapless.checkpoint.records.deadletters.RedriveJob.IdRange;
import dev.gapless.checkpoint.records.deadletters.RedriveJob.RedrivePortion;
import dev.gapless.checkpoint.records.deadletters.RedriveResult.Done;
import dev.gapless.checkpoint.records.deadletters.RedriveResult.NotSent;
import dev.gapless.checkpoint.records.deadletters.RedriveResult.Refused;
import dev.gapless.common.operation.OperationProgress;
import dev.gapless.common.operation.OperationRun;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Puts letters back where they came from: first Kafka acknowledges the record, then the letter is marked. A single
 * letter whose sender dies between the two is put back twice when asked again, and the second is a duplicate to the
 * ledger. An operation looks first which of its letters Kafka has.
 */
final class RedriveService {

    private static final Logger LOG = LoggerFactory.getLogger(RedriveService.class);

    private final DeadLetterStore letters;
    private final RedrivePublisher publisher;
    private final TransactionOperations transaction;
    private final MeterRegistry meters;

    RedriveService(
            DeadLetterStore letters,
            RedrivePublisher publisher,
            TransactionOperations transaction,
            MeterRegistry meters) {
        this.letters = letters;
        this.publisher = publisher;
        this.transaction = transaction;
        this.meters = meters;
    }

    /** @return empty when there is no such letter */
    Optional<RedriveResult> one(long id, String who) {
        return transaction.execute(status -> letters.lock(id).map(letter -> redrive(letter, who)));
    }

    private RedriveResult redrive(StoredDeadLetter letter, String who) {
        Optional<Refused> refused = RedrivePolicy.refusal(letter);
        if (refused.isPresent()) {
            return refused.get();
        }
        RedriveResult sent = publisher.send(List.of(letter), null).getFirst();
        done(List.of(sent), who);
        return sent;
    }

    /** What a redrive would come to. */
    RedriveSummary plan(RedriveRequest wanted) {
        DeadLetterFilter untouched = wanted.filter().in(DeadLetterState.NEW);
        long matched = letters.count(untouched, false);
        long captured = letters.count(untouched, true);
        Long limit = wanted.limit();
        long would = limit == null ? captured : Math.min(captured, limit);
        return new RedriveSummary(matched, matched - captured, would, 0, captured - would, true);
    }

    /**
     * Puts the next letters back. They are locked, so that no other process sends them meanwhile.
     *
     * @param sentBefore letters of this operation that Kafka has already: they are marked only
     * @param progress what is saved with the marks, in one transaction
     */
    RedrivePortion portion(
            OperationRun run,
            DeadLetterFilter filter,
            IdRange range,
            int limit,
            LongPredicate sentBefore,
            Function<RedrivePortion, OperationProgress> progress) {
        return Objects.requireNonNull(transaction.execute(status -> {
            List<StoredDeadLetter> locked =
                    letters.lockCaptured(filter.in(DeadLetterState.NEW), range.after(), range.upTo(), limit);
            List<Long> had = locked.stream()
                    .map(StoredDeadLetter::id)
                    .filter(sentBefore::test)
                    .toList();
            if (!had.isEmpty()) {
                letters.redriven(had, run.operation().request().requestedBy());
            }
            run.requireHeld();
            List<RedriveResult> sent = publisher.send(
                    locked.stream()
                            .filter(letter -> !sentBefore.test(letter.id()))
                            .toList(),
                    run.id());
            done(sent, run.operation().request().requestedBy());
            long failed = sent.stream().filter(NotSent.class::isInstance).count();
            RedrivePortion portion = new RedrivePortion(
                    locked.size() - failed,
                    failed,
                    locked.isEmpty() ? range.upTo() : locked.getLast().id());
            run.save(progress.apply(portion));
            return portion;
        }));
    }

    private void done(List<RedriveResult> outcomes, String who) {
        List<Long> ids = outcomes.stream()
                .filter(Done.class::isInstance)
                .map(done -> ((Done) done).id())
                .toList();
        if (!ids.isEmpty()) {
            letters.redriven(ids, who);
            meters.counter("gapless.dead.letters.redriven").increment(ids.size());
            LOG.info("dead-letters-redriven letters={} by={}", ids.size(), who);
        }
    }
}
