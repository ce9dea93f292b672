package dev.gapless.checkpoint.items.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.explain.ItemExplanation.Accepted;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionExplainerTest {

    @Test
    void each_version_is_told_by_the_rule_that_let_it_in() {
        assertThat(DecisionExplainer.named(List.of(
                        version(Decision.NEW, ItemOperation.CREATE, 1, IngestPath.MINED),
                        version(Decision.CHANGED, ItemOperation.CREATE, 1, IngestPath.LIVE),
                        version(Decision.CHANGED, ItemOperation.CREATE, 1, IngestPath.LIVE),
                        version(Decision.CHANGED, ItemOperation.UPDATE, 3, IngestPath.MINED),
                        version(Decision.CHANGED, ItemOperation.DELETE, 3, IngestPath.LIVE),
                        version(Decision.NEW, ItemOperation.UPDATE, 5, IngestPath.LIVE))))
                .extracting(Accepted::rule)
                .containsExactly(
                        "nothing was held of it",
                        "same version, other content: the live path goes before the paged one",
                        "same version, other content: the later arrival by the same path",
                        "version 3 is higher than 1",
                        "at the same version a delete goes before an update",
                        "version 5 is higher than 3, the tombstone's");
    }

    @Test
    void a_delete_of_something_unknown_is_kept_as_a_tombstone() {
        assertThat(DecisionExplainer.named(
                        List.of(version(Decision.CHANGED, ItemOperation.DELETE, 1, IngestPath.LIVE))))
                .extracting(Accepted::rule)
                .containsExactly("nothing was held of it: kept as a tombstone, so that no older version can come in");
    }

    private static Accepted version(Decision decision, ItemOperation operation, long version, IngestPath path) {
        return new Accepted(Instant.EPOCH, decision, "", operation, version, 0, path, "w", "", "log");
    }
}
