// The browser's client of the Commerce Public API (docs/widget.md). No dependencies; no secret: the account is named by its public key.
(() => {
  const script = document.currentScript;
  const home = new URL('/public-api', script ? script.src : location.href).href;

  class MerchantSDK {
    /** apiKey: pk_test_… or pk_live_…; BASE_URL: where the API is (default: beside this script); currency: used where a call names none. */
    constructor({ apiKey, BASE_URL = home, currency } = {}) {
      Object.assign(this, { apiKey, BASE_URL: BASE_URL.replace(/\/$/, ''), currency });
    }

    /** What can be paid with. includes: e.g. ['payment-methods'], sent as include[0]=…. */
    makePaymentPrerequest(currency = this.currency, includes = []) {
      const query = new URLSearchParams(includes.map((name, i) => [`include[${i}]`, name]));
      return this.#send(`/payment-prerequest?${query}`, { public_key: this.apiKey, currency });
    }

    /** Makes an invoice: amount, service, fields, reference_id, description, customer, metadata, return_url, expires, locale. */
    createPaymentInvoice(options) {
      return this.#send('/payment-invoices', { public_key: this.apiKey, currency: this.currency, ...options });
    }

    getPaymentInvoiceStatus(id) {
      return this.#send(`/payment-invoices/${encodeURIComponent(id)}`);
    }

    /** The parsed body; rejected as { message, error }: error is the parsed body, or what went wrong on the way. */
    async #send(path, body) {
      let response, answer;
      try {
        response = await fetch(this.BASE_URL + path, body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
        answer = await response.json();
      } catch (error) {
        throw { message: response ? 'The answer could not be read.' : 'The server could not be reached.', error };
      }
      if (response.ok) return answer;
      const [first] = answer.errors || [];
      throw { message: first ? first.detail : response.statusText, error: answer };
    }
  }

  window.MerchantSDK = MerchantSDK;
})();
