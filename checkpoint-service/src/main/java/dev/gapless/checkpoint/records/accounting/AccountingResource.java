package dev.gapless.checkpoint.records.accounting;

import dev.gapless.common.platform.ApiProblem;
import org.apache.kafka.common.KafkaException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the books. */
@RestController
class AccountingResource {

    private final RecordAccounting books;

    AccountingResource(RecordAccounting books) {
        this.books = books;
    }

    @GetMapping("/v1/accounting")
    RecordAccountingReport accounting(@RequestParam(defaultValue = "false") boolean ledger) {
        try {
            return books.read(ledger);
        } catch (KafkaException e) {
            throw ApiProblem.unavailable(
                    "Kafka did not say how far the processors are: "
                            + e.getClass().getSimpleName(),
                    "ask again when it is back");
        }
    }
}
