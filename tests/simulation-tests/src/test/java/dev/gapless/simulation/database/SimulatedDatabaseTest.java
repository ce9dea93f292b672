package dev.gapless.simulation.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.position.StreamId;
import dev.gapless.simulation.core.ComponentFactory;
import org.junit.jupiter.api.Test;

/** What tells the states apart here is how far the topic of coverage was applied. */
class SimulatedDatabaseTest {

    private final SimulatedDatabase database = new SimulatedDatabase(new ComponentFactory(), new IgnoringWatcher());

    @Test
    void it_is_what_it_was_when_it_was_remembered() {
        database.appliedTo(1);
        Runnable then = database.remember();
        database.appliedTo(2);

        then.run();

        assertThat(database.appliedTo()).isEqualTo(1);
    }

    @Test
    void a_state_that_an_earlier_return_undid_comes_back_whole() {
        database.appliedTo(1);
        Runnable older = database.remember();
        database.appliedTo(2);
        Runnable newer = database.remember();
        older.run();
        database.appliedTo(9);

        newer.run();

        assertThat(database.appliedTo()).isEqualTo(2);
    }

    private static final class IgnoringWatcher implements SimulatedDatabase.Watcher {

        @Override
        public void gained(HeldTable.Gain gain) {}

        @Override
        public void changed(StreamId stream) {}

        @Override
        public void wentBack() {}
    }
}
