package dev.gapless.checkpoint.longrunning.recovery;

import dev.gapless.checkpoint.longrunning.recovery.StuckGaps.ReleaseResult;
import dev.gapless.common.operation.OperationJob;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationProgress;
import dev.gapless.common.operation.OperationRun;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * Releases stuck gaps, some at a time, so that a recovery does not spend the sources' limits at once. A gap that is
 * released twice is released once: the scheduler answers that it is not stuck.
 */
final class RecoveryJob implements OperationJob {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** @param gaps ids, in the order in which they are released */
    record RecoveryRequest(List<String> gaps) {}

    /**
     * @param released gaps that are tried at once
     * @param already gaps that were not stuck any more
     */
    record RecoveryResult(long released, long already) {}

    private final StuckGaps gaps;
    private final RecoveryProperties properties;

    RecoveryJob(StuckGaps gaps, RecoveryProperties properties) {
        this.gaps = gaps;
        this.properties = properties;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.RECOVERY;
    }

    @Override
    public String run(OperationRun run) throws InterruptedException {
        List<String> wanted = run.parameters(RecoveryRequest.class).gaps();
        RecoveryResult result =
                Objects.requireNonNullElse(run.savedState(RecoveryResult.class), new RecoveryResult(0, 0));
        int done = Math.toIntExact(run.operation().progress().done());
        while (done < wanted.size()) {
            int to = Math.min(wanted.size(), done + properties.releasesPerRound());
            run.requireHeld();
            long released = 0;
            for (String gap : wanted.subList(done, to)) {
                released += gaps.release(gap) == ReleaseResult.RELEASED ? 1 : 0;
            }
            result = new RecoveryResult(result.released() + released, result.already() + to - done - released);
            done = to;
            run.advance(new OperationProgress(JSON.writeValueAsString(result), done, (long) wanted.size()));
            if (done < wanted.size()) {
                run.pause(properties.pause());
            }
        }
        return JSON.writeValueAsString(result);
    }
}
