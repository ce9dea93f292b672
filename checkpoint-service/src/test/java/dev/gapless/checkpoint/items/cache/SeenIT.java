package dev.gapless.checkpoint.items.cache;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.commit.ItemLedger;
import dev.gapless.checkpoint.items.commit.LedgerRig;
import dev.gapless.common.message.Decision;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeenIT {

    private final LedgerRig ledger = new LedgerRig();
    private final HintRig rig = new HintRig();

    @AfterEach
    void close() throws IOException {
        rig.close();
        ledger.close();
    }

    @Test
    void each_path_is_noted_once_by_whatever_it_brings() {
        ledger.commit(post("a", 1).version(2));
        assertThat(paths("a")).isEqualTo("live");
        assertThat(ledger.commitOne(post("a", 2).mined())).isEqualTo(Decision.STALE);
        assertThat(paths("a")).isEqualTo("live mined");

        ledger.commit(post("b", 3).mined());
        assertThat(paths("b")).isEqualTo("mined");
        ledger.commit(post("b", 4).version(3).updated("\"new\""));
        assertThat(paths("b")).isEqualTo("live mined");
    }

    @Test
    void an_inferred_delete_is_no_sighting() {
        ledger.commit(post("a", 1).mined());
        ledger.commit(post("a", 2).inferredDelete(0));

        assertThat(paths("a")).isEqualTo("mined");
    }

    @Test
    void a_hint_does_not_hide_a_path_from_the_ledger() {
        ItemLedger hinted = new CachingItemLedger(ledger.ledger(), rig.hints(TestServers.unique("seen")));
        hinted.commit(List.of(post("a", 1).item()));
        hinted.commit(List.of(post("a", 2).mined().item()));

        assertThat(paths("a")).isEqualTo("live mined");
    }

    private String paths(String id) {
        return ledger.database()
                .client()
                .sql(
                        "select concat_ws(' ', case when seen_live_at is not null and seen_live_by is not null then 'live' end,"
                                + " case when seen_mined_at is not null and seen_mined_by is not null then 'mined' end)"
                                + " from item where item_id = ?")
                .param(id)
                .query(String.class)
                .single();
    }
}
