// Shows the documents of all services. No request can be sent from here: the services have addresses of their own.
SwaggerUIBundle({
  urls: ['scheduler', 'checkpoint', 'processor', 'live'].map((service) => ({
    name: `${service}-service`,
    url: `${service}-service.openapi.json`,
  })),
  dom_id: '#documents',
  layout: 'StandaloneLayout',
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  supportedSubmitMethods: [],
  validatorUrl: null,
  deepLinking: true,
});
