package dev.gapless.checkpoint.coverage.checkpoints;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.position.StreamId;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Checkpoints of streams and accounts, for operators. */
@RestController
class CheckpointResource {

    private final CheckpointReader checkpoints;

    CheckpointResource(CheckpointReader checkpoints) {
        this.checkpoints = checkpoints;
    }

    /** Of the account's streams that anything was heard of. */
    @GetMapping("/v1/checkpoints/{source}/{account}")
    AccountCheckpoint account(@PathVariable String source, @PathVariable String account) {
        StreamId any = id(source, account, "any");
        return checkpoints.account(any.source(), any.account());
    }

    @GetMapping("/v1/checkpoints/{source}/{account}/{stream}")
    StreamCheckpoint stream(@PathVariable String source, @PathVariable String account, @PathVariable String stream) {
        return checkpoints.stream(id(source, account, stream));
    }

    private static StreamId id(String source, String account, String stream) {
        try {
            return new StreamId(source, account, stream);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest(String.valueOf(e.getMessage()), "name them as they were applied and followed");
        }
    }
}
