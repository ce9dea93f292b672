package dev.gapless.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LogPositionTest {

    /** Readers drop a repeated change by its id, also one that was published by another release. */
    @Test
    void a_change_has_the_name_based_id_of_its_records_place() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100; i++) {
            LogPosition position = new LogPosition(
                    new UUID(random.nextLong(), random.nextLong()), random.nextInt(), random.nextLong());
            ByteBuffer bytes = ByteBuffer.allocate(28)
                    .putLong(position.topicId().getMostSignificantBits())
                    .putLong(position.topicId().getLeastSignificantBits())
                    .putInt(position.partition())
                    .putLong(position.offset());

            assertThat(position.changeId()).isEqualTo(UUID.nameUUIDFromBytes(bytes.array()));
        }
    }
}
