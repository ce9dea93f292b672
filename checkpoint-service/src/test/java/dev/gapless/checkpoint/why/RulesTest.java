package dev.gapless.checkpoint.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.why.Why.Accepted;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.Operation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesTest {

    @Test
    void each_version_is_told_by_the_rule_that_let_it_in() {
        assertThat(Rules.named(List.of(
                        version(Decision.NEW, Operation.CREATE, 1, Door.MINED),
                        version(Decision.CHANGED, Operation.CREATE, 1, Door.LIVE),
                        version(Decision.CHANGED, Operation.CREATE, 1, Door.LIVE),
                        version(Decision.CHANGED, Operation.UPDATE, 3, Door.MINED),
                        version(Decision.CHANGED, Operation.DELETE, 3, Door.LIVE),
                        version(Decision.NEW, Operation.UPDATE, 5, Door.LIVE))))
                .extracting(Accepted::rule)
                .containsExactly(
                        "nothing was held of it",
                        "same version, other content: the live door goes before the paged one",
                        "same version, other content: the later arrival by the same door",
                        "version 3 is higher than 1",
                        "at the same version a delete goes before an update",
                        "version 5 is higher than 3, the tombstone's");
    }

    @Test
    void a_delete_of_something_unknown_is_kept_as_a_tombstone() {
        assertThat(Rules.named(List.of(version(Decision.CHANGED, Operation.DELETE, 1, Door.LIVE))))
                .extracting(Accepted::rule)
                .containsExactly("nothing was held of it: kept as a tombstone, so that no older version can come in");
    }

    private static Accepted version(Decision decision, Operation operation, long version, Door door) {
        return new Accepted(Instant.EPOCH, decision, "", operation, version, 0, door, "w", "", "log");
    }
}
