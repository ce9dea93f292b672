package dev.gapless.checkpoint.checkpoints;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Checkpoints for operators. */
@RestController
class CheckpointLook {

    private final Checkpoints checkpoints;

    CheckpointLook(Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    /** Those of the account and of its streams; at most 1,000. */
    @GetMapping("/v1/checkpoints/{source}/{account}")
    List<CheckpointView> ofAccount(@PathVariable String source, @PathVariable String account) {
        CheckpointId any = CheckpointIds.of(source, account, null, "any");
        return checkpoints.ofAccount(any.source(), any.account()).stream()
                .map(CheckpointLook::view)
                .toList();
    }

    @GetMapping("/v1/checkpoints/{source}/{account}/{stream}")
    CheckpointView one(
            @PathVariable String source,
            @PathVariable String account,
            @PathVariable String stream,
            @RequestParam String processor) {
        CheckpointId id = CheckpointIds.of(source, account, stream, processor);
        Reading reading = checkpoints.read(id);
        if (reading instanceof Reading.Read(Checkpoint now)) {
            return CheckpointView.of(now);
        }
        throw CheckpointProblems.unreadable(id, reading);
    }

    private static CheckpointView view(Reading reading) {
        return switch (reading) {
            case Reading.Read(Checkpoint now) -> CheckpointView.of(now);
            case Reading.TooNew(CheckpointId id, int found) ->
                CheckpointView.unreadable(id, "schema version %d of a later release".formatted(found));
            case Reading.Corrupt(CheckpointId id) -> CheckpointView.unreadable(id, "not what was stored");
            case Reading.Absent() -> throw new IllegalStateException("listed, and absent");
        };
    }
}
