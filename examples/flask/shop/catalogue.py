"""What there is to buy."""

from flask import Blueprint, jsonify

blueprint = Blueprint("catalogue", __name__)

ARTICLES = {"pen": {"name": "pen", "price": 2}}


@blueprint.get("/articles")
def list_articles():
    """List the articles.
    ---
    operationId: listArticles
    tags: [catalogue]
    responses:
      200:
        description: All articles.
        schema:
          type: array
          items:
            $ref: '#/definitions/Article'
    x-next: [placeOrder]
    """
    return jsonify(list(ARTICLES.values()))


@blueprint.get("/articles/<name>")
def read_article(name):
    """Read one article.
    ---
    operationId: readArticle
    tags: [catalogue]
    parameters:
    - {name: name, in: path, type: string, required: true}
    responses:
      200:
        description: The article.
        schema: {$ref: '#/definitions/Article'}
      404:
        description: There is no such article.
        schema: {$ref: '#/definitions/Error'}
    definitions:
      Article:
        type: object
        properties:
          name: {type: string}
          price: {type: number}
    """
    return jsonify(ARTICLES[name])
