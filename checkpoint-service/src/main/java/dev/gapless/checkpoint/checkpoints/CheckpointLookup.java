package dev.gapless.checkpoint.checkpoints;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Checkpoints for operators. */
@RestController
class CheckpointLookup {

    private final CheckpointStore checkpoints;

    CheckpointLookup(CheckpointStore checkpoints) {
        this.checkpoints = checkpoints;
    }

    /** Those of the account and of its streams; at most 1,000. */
    @GetMapping("/v1/checkpoints/{source}/{account}")
    List<CheckpointView> ofAccount(@PathVariable String source, @PathVariable String account) {
        CheckpointId any = CheckpointIds.of(source, account, null, "any");
        return checkpoints.ofAccount(any.source(), any.account()).stream()
                .map(CheckpointLookup::view)
                .toList();
    }

    @GetMapping("/v1/checkpoints/{source}/{account}/{stream}")
    CheckpointView one(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestParam String processor) {
        CheckpointId id = CheckpointIds.of(source, account, stream, processor);
        CheckpointReadResult reading = checkpoints.read(id);
        if (reading instanceof CheckpointReadResult.Read(Checkpoint now)) {
            return CheckpointView.of(now);
        }
        throw CheckpointProblems.unreadable(id, reading);
    }

    private static CheckpointView view(CheckpointReadResult reading) {
        return switch (reading) {
            case CheckpointReadResult.Read(Checkpoint now) -> CheckpointView.of(now);
            case CheckpointReadResult.TooNew(CheckpointId id, int found) ->
                CheckpointView.unreadable(id, "schema version %d of a later release".formatted(found));
            case CheckpointReadResult.Corrupt(CheckpointId id) -> CheckpointView.unreadable(id, "not what was stored");
            case CheckpointReadResult.Absent() -> throw new IllegalStateException("listed, and absent");
        };
    }
}
