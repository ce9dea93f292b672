package dev.gapless.checkpoint.records.deadletters;

import dev.gapless.common.message.TopicNames;
import dev.gapless.common.operation.OperationJob;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationPortions;
import dev.gapless.common.operation.OperationPosition;
import dev.gapless.common.operation.OperationProgress;
import dev.gapless.common.operation.OperationPublisher;
import dev.gapless.common.operation.OperationRun;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts letters back by a filter, in the order of their ids, up to the last one there was at the start. What fails again
 * is another letter, and is left alone.
 */
final class RedriveJob implements OperationJob {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PORTION = 100;
    private static final List<String> TOPICS = List.of(TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL);

    /**
     * @param upTo the highest id at the start
     * @param failed letters that Kafka did not take
     */
    record RedriveJobState(RedriveSummary plan, long upTo, long failed, OperationPosition position) {

        /** The last letter that was dealt with; -1 before the first. */
        long after() {
            String after = position.after();
            return after == null ? -1 : Long.parseLong(after);
        }

        RedriveJobState sendingFrom(OperationPosition begun) {
            return new RedriveJobState(plan, upTo, failed, begun);
        }

        RedriveJobState behind(RedrivePortion portion) {
            return new RedriveJobState(
                    plan,
                    upTo,
                    failed + portion.failed(),
                    new OperationPosition(Long.toString(portion.last()), position.ends()));
        }

        OperationProgress progress(long done) {
            return new OperationProgress(JSON.writeValueAsString(this), done, plan.redriven());
        }
    }

    private final DeadLetterStore letters;
    private final RedriveService redriver;
    private final OperationPublisher publisher;

    RedriveJob(DeadLetterStore letters, RedriveService redriver, OperationPublisher publisher) {
        this.letters = letters;
        this.redriver = redriver;
        this.publisher = publisher;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.REDRIVE;
    }

    @Override
    public String run(OperationRun run) throws InterruptedException {
        RedriveRequest wanted = run.parameters(RedriveRequest.class);
        RedriveJobState saved = run.savedState(RedriveJobState.class);
        RedriveJobState state = saved == null
                ? new RedriveJobState(redriver.plan(wanted), letters.highestId(), 0, OperationPosition.START)
                : saved;
        OperationPortions portions = new OperationPortions(
                run, publisher, TOPICS, state.position(), Comparator.comparingLong(Long::parseLong));
        long done = portions.done();
        while (state.after() < state.upTo() && done < state.plan().redriven()) {
            RedriveJobState before = state.sendingFrom(portions.begin());
            run.advance(before.progress(done));
            long doneBefore = done;
            RedrivePortion moved = redriver.portion(
                    run,
                    wanted.filter(),
                    new IdRange(before.after(), before.upTo()),
                    (int) Math.min(PORTION, before.plan().redriven() - done),
                    letter -> portions.isSent(Long.toString(letter)),
                    portion -> before.behind(portion).progress(doneBefore + portion.letters()));
            portions.end(Long.toString(moved.last()), 0);
            state = before.behind(moved);
            done += moved.letters();
        }
        RedriveSummary plan = state.plan();
        return JSON.writeValueAsString(new RedriveSummary(
                plan.matched(), plan.notRedrivable(), done - state.failed(), state.failed(), plan.left(), false));
    }

    /** @param after exclusive; {@code upTo} is inclusive */
    record IdRange(long after, long upTo) {}

    /** @param last the highest id; the end of the range when there was none */
    record RedrivePortion(long redriven, long failed, long last) {

        long letters() {
            return redriven + failed;
        }
    }
}
