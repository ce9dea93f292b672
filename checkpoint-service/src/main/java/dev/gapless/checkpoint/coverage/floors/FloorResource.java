package dev.gapless.checkpoint.coverage.floors;

import dev.gapless.common.message.FloorRequest;
import dev.gapless.common.message.FloorResponse;
import dev.gapless.common.message.FloorResponse.Floor;
import dev.gapless.common.platform.ApiProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Tells processors where to go on. */
@RestController
class FloorResource {

    private static final int MAX_PARTITIONS = 10_000;

    private final IntakeFloors floors;

    FloorResource(IntakeFloors floors) {
        this.floors = floors;
    }

    @PostMapping("/internal/v1/floors")
    FloorResponse floors(@RequestBody FloorRequest query) {
        if (query.partitions().size() > MAX_PARTITIONS) {
            throw ApiProblem.tooLarge(
                    "partitions: %d (expected: at most %d)"
                            .formatted(query.partitions().size(), MAX_PARTITIONS),
                    "ask in parts");
        }
        List<@Nullable Floor> found = floors.note(query.partitions());
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i) == null) {
                FloorRequest.Partition asked = query.partitions().get(i);
                throw ApiProblem.badRequest(
                        "partitions[%d]: %s-%d has no floor (expected: logStart, so that one can be made)"
                                .formatted(i, asked.topic(), asked.partition()),
                        "ask with the offsets at which the partition's log begins and ends");
            }
        }
        return new FloorResponse(
                found.stream().map(java.util.Objects::requireNonNull).toList());
    }
}
