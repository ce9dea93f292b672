package dev.gapless.checkpoint.conservation;

import dev.gapless.checkpoint.problems.Refusal;
import org.apache.kafka.common.KafkaException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the books. */
@RestController
class ConservationResource {

    private final Books books;

    ConservationResource(Books books) {
        this.books = books;
    }

    @GetMapping("/v1/conservation")
    Conservation conservation(@RequestParam(defaultValue = "false") boolean ledger) {
        try {
            return books.read(ledger);
        } catch (KafkaException e) {
            throw Refusal.unavailable(
                    "Kafka did not say how far the processors are: "
                            + e.getClass().getSimpleName(),
                    "ask again when it is back");
        }
    }
}
