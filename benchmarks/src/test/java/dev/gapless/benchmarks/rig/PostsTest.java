package dev.gapless.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.connector.Extraction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PostsTest {

    @Test
    void an_item_is_500_bytes_and_the_same_each_time() {
        LongStream.range(0, 3_000).forEach(number -> {
            assertThat(Posts.mined(number).value()).hasSize(Posts.BYTES);
            assertThat(Posts.mined(number).value())
                    .isEqualTo(Posts.mined(number).value());
        });
    }

    @Test
    void both_doors_show_the_same_item_and_the_connector_reads_it() {
        Extraction mined = SandboxSource.connector().extract(Posts.mined(17));
        Extraction live = SandboxSource.connector().extract(Posts.live(17));

        assertThat(mined).isInstanceOf(Extraction.Item.class);
        assertThat(((Extraction.Item) live).hash()).isEqualTo(((Extraction.Item) mined).hash());
        assertThat(((Extraction.Item) live).itemId()).isEqualTo(Posts.id(17));
    }
}
