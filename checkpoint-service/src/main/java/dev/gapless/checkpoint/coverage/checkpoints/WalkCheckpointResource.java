package dev.gapless.checkpoint.coverage.checkpoints;

import dev.gapless.common.message.WalkCheckpoint;
import dev.gapless.common.message.WalkCheckpointClaim;
import dev.gapless.common.message.WalkCheckpointMove;
import dev.gapless.common.platform.ApiProblem;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Checkpoints of walks, for miners. */
@RestController
class WalkCheckpointResource {

    private final WalkCheckpointStore checkpoints;

    WalkCheckpointResource(WalkCheckpointStore checkpoints) {
        this.checkpoints = checkpoints;
    }

    /** What is stored; 409 when a later dispatch has claimed it. */
    @PostMapping("/internal/v1/walk-checkpoints:claim")
    WalkCheckpoint claim(@RequestBody WalkCheckpointClaim claim) {
        return checkpoints.claim(claim).orElseThrow(() -> refusal(claim.gapId(), "epoch: %d".formatted(claim.epoch())));
    }

    /** The version from now on; 409 when another has claimed or moved it. */
    @PostMapping("/internal/v1/walk-checkpoints:move")
    WalkCheckpoint move(@RequestBody WalkCheckpointMove move) {
        return checkpoints
                .move(move)
                .orElseThrow(() -> refusal(
                        move.gapId(), "epoch: %d, version: %d".formatted(move.epoch(), move.expectedVersion())));
    }

    private static ErrorResponseException refusal(String gap, String had) {
        return ApiProblem.conflict(
                "%s of the walk of gap %s (expected: those of the last claim and move)".formatted(had, gap),
                "stop: nothing was written, and another miner walks it by now");
    }
}
