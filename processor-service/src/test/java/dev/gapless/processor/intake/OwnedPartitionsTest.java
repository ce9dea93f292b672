package dev.gapless.processor.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gapless.common.message.TopicNames;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OwnedPartitionsTest {

    private static final TopicPartition LIVE = new TopicPartition(TopicNames.CAPTURED_LIVE, 3);
    private static final TopicPartition BACKFILL = new TopicPartition(TopicNames.CAPTURED_BACKFILL, 3);

    private final OwnedPartitions assignment = new OwnedPartitions();

    @Test
    void the_same_partition_of_both_topics_is_as_it_should_be() {
        assignment.onPartitionsAssigned(List.of(LIVE, BACKFILL));

        assertThatCode(assignment::requireSameNumbersOfBothTopics).doesNotThrowAnyException();
        assertThat(assignment.live()).containsExactly(LIVE);
        assertThat(assignment.backfill()).containsExactly(BACKFILL);
    }

    @Test
    void a_partition_of_one_topic_without_its_twin_is_refused_by_number() {
        assignment.onPartitionsAssigned(List.of(LIVE, new TopicPartition(TopicNames.CAPTURED_BACKFILL, 4)));

        assertThatIllegalStateException()
                .isThrownBy(assignment::requireSameNumbersOfBothTopics)
                .withMessageContaining("live [3], backfill [4]");
    }

    @Test
    void partitions_taken_away_and_given_back_are_another_assignment() {
        assignment.onPartitionsAssigned(List.of(LIVE, BACKFILL));
        int before = assignment.version();
        assignment.onPartitionsRevoked(List.of(LIVE, BACKFILL));
        assignment.onPartitionsAssigned(List.of(LIVE, BACKFILL));

        assertThat(assignment.version()).isGreaterThan(before);
    }

    @Test
    void lost_partitions_are_not_owned() {
        assignment.onPartitionsAssigned(List.of(LIVE, BACKFILL));
        assignment.onPartitionsLost(List.of(LIVE, BACKFILL));

        assertThat(assignment.live()).isEmpty();
        assertThat(assignment.backfill()).isEmpty();
    }
}
