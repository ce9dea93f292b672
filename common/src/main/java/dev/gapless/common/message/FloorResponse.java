package dev.gapless.common.message;

import java.util.List;

/** The answer to {@link FloorRequest}, one floor a partition, in its order. JSON. */
public record FloorResponse(List<Floor> floors) {

    public FloorResponse {
        floors = List.copyOf(floors);
    }

    /**
     * @param decided the offset below which every record is decided
     * @param published the offset below which every change is known to be published
     */
    public record Floor(long decided, long published) {}
}
