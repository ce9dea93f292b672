package dev.gapless.checkpoint.deadletters;

import dev.gapless.checkpoint.deadletters.RedriveResult.Done;
import dev.gapless.checkpoint.deadletters.RedriveResult.NotSent;
import dev.gapless.checkpoint.deadletters.RedriveResult.Refused;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Puts letters back where they came from: first Kafka acknowledges the record, then the letter is marked. Whoever dies
 * between the two leaves a letter that is put back twice, and the second is a duplicate to the ledger.
 */
final class RedriveService {

    private static final Logger LOG = LoggerFactory.getLogger(RedriveService.class);
    private static final int PORTION = 100;
    private static final int NAMED = 1_000;

    private final DeadLetterStore letters;
    private final RedrivePublisher postman;
    private final TransactionOperations transaction;
    private final MeterRegistry meters;

    RedriveService(
            DeadLetterStore letters,
            RedrivePublisher postman,
            TransactionOperations transaction,
            MeterRegistry meters) {
        this.letters = letters;
        this.postman = postman;
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
        RedriveResult sent = postman.send(List.of(letter)).getFirst();
        done(List.of(sent), who);
        return sent;
    }

    RedriveSummary many(DeadLetterFilter filter, boolean dryRun, int limit, String who) {
        DeadLetterFilter untouched = filter.in(DeadLetterState.NEW);
        long matched = letters.count(untouched, false);
        long captured = letters.count(untouched, true);
        if (dryRun) {
            long would = Math.min(captured, limit);
            return new RedriveSummary(matched, matched - captured, would, 0, captured - would, true, List.of());
        }
        List<Long> redriven = new ArrayList<>();
        long failed = 0;
        long after = -1;
        while (redriven.size() + failed < limit) {
            long from = after;
            int portion = (int) Math.min(PORTION, limit - redriven.size() - failed);
            List<RedriveResult> outcomes = transaction.execute(status -> {
                List<StoredDeadLetter> locked = letters.lockCaptured(untouched, from, portion);
                List<RedriveResult> sent = postman.send(locked);
                done(sent, who);
                return sent;
            });
            if (outcomes.isEmpty()) {
                break;
            }
            for (RedriveResult outcome : outcomes) {
                switch (outcome) {
                    case Done done -> {
                        redriven.add(done.id());
                        after = Math.max(after, done.id());
                    }
                    case NotSent notSent -> {
                        failed++;
                        after = Math.max(after, notSent.id());
                    }
                    case Refused refused -> after = Math.max(after, refused.id());
                }
            }
        }
        return new RedriveSummary(
                matched,
                matched - captured,
                redriven.size(),
                failed,
                Math.max(0, captured - redriven.size() - failed),
                false,
                redriven.subList(0, Math.min(NAMED, redriven.size())));
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
