package dev.gapless.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.ExtractionResult;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PostGeneratorTest {

    @Test
    void an_item_is_500_bytes_and_the_same_each_time() {
        LongStream.range(0, 3_000).forEach(number -> {
            assertThat(PostGenerator.mined(number).value()).hasSize(PostGenerator.BYTES);
            assertThat(PostGenerator.mined(number).value())
                    .isEqualTo(PostGenerator.mined(number).value());
        });
    }

    @Test
    void both_paths_show_the_same_item_and_the_connector_reads_it() {
        ExtractionResult mined = SandboxSource.connector().extract(PostGenerator.mined(17));
        ExtractionResult live = SandboxSource.connector().extract(PostGenerator.live(17));

        assertThat(mined).isInstanceOf(ExtractionResult.Item.class);
        assertThat(((ExtractionResult.Item) live).hash()).isEqualTo(((ExtractionResult.Item) mined).hash());
        assertThat(((ExtractionResult.Item) live).itemId()).isEqualTo(PostGenerator.id(17));
    }
}
