package dev.gapless.scheduler.persistence;

import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/**
 * Entities of administrative tables. All other tables are read and written by JDBC. Both are part of the same
 * transactions, because there is one manager of them.
 */
@Configuration(proxyBeanMethods = false)
@EnableJpaRepositories("dev.gapless.scheduler")
class PersistenceWiring {

    /** The tables are Flyway's. So nothing is made of the entities, and nothing is asked of the database at a start. */
    @Bean
    LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource database) {
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.setDataSource(database);
        factory.setPackagesToScan("dev.gapless.scheduler");
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setJpaPropertyMap(Map.of(
                "jakarta.persistence.database-product-name", "PostgreSQL",
                "hibernate.boot.allow_jdbc_metadata_access", "false",
                "hibernate.hbm2ddl.auto", "none",
                "jakarta.persistence.validation.mode", "none"));
        return factory;
    }

    @Bean
    JpaTransactionManager transactionManager(EntityManagerFactory entities) {
        return new JpaTransactionManager(entities);
    }
}
