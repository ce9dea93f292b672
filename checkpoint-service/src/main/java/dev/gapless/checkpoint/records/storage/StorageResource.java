package dev.gapless.checkpoint.records.storage;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the ledger takes up now. */
@RestController
class StorageResource {

    private final StorageView view;

    StorageResource(StorageView view) {
        this.view = view;
    }

    @GetMapping("/v1/storage")
    LedgerStorage storage() {
        return view.now();
    }
}
